/* No guard: each use counts. */
#pragma pack(pop)
