/* No guard: each use counts. */
#pragma pack(push, 2)
