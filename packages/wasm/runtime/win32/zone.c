/* Times of a time zone. Without one it is that of the server; of one that is given its bias counts, which GetTimeZoneInformation gives as it is now. */

#include "win32.h"

static BOOL moved_by(const SYSTEMTIME *time, LONG minutes, LPSYSTEMTIME out) {
  FILETIME ticks;
  if (!SystemTimeToFileTime(time, &ticks)) return FALSE;
  unsigned long long moved = (((unsigned long long)ticks.dwHighDateTime << 32) | ticks.dwLowDateTime) + (unsigned long long)minutes * 600000000ULL;
  ticks.dwLowDateTime = (DWORD)moved;
  ticks.dwHighDateTime = (DWORD)(moved >> 32);
  return FileTimeToSystemTime(&ticks, out);
}
BOOL WINAPI SystemTimeToTzSpecificLocalTime(const TIME_ZONE_INFORMATION *zone, const SYSTEMTIME *time, LPSYSTEMTIME out) {
  FILETIME universal, local;
  if (zone) return moved_by(time, -zone->Bias, out);
  return SystemTimeToFileTime(time, &universal) && FileTimeToLocalFileTime(&universal, &local) && FileTimeToSystemTime(&local, out);
}
BOOL WINAPI TzSpecificLocalTimeToSystemTime(const TIME_ZONE_INFORMATION *zone, const SYSTEMTIME *time, LPSYSTEMTIME out) {
  FILETIME universal, local;
  if (zone) return moved_by(time, zone->Bias, out);
  return SystemTimeToFileTime(time, &local) && LocalFileTimeToFileTime(&local, &universal) && FileTimeToSystemTime(&universal, out);
}
