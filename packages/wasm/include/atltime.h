/* Times of MFC and ATL, in seconds since 1970. */
#ifndef __ATLTIME_H__
#define __ATLTIME_H__
#include <atlstr.h>
#ifdef __cplusplus
#include <time.h>

class CTimeSpan {
public:
  CTimeSpan(__time64_t time = 0) : m_timeSpan(time) {}
  CTimeSpan(LONG days, int hours, int minutes, int seconds) : m_timeSpan(((days * 24LL + hours) * 60 + minutes) * 60 + seconds) {}
  LONGLONG GetDays() const { return m_timeSpan / 86400; }
  LONGLONG GetTotalHours() const { return m_timeSpan / 3600; }
  LONG GetHours() const { return (LONG)(GetTotalHours() - GetDays() * 24); }
  LONGLONG GetTotalMinutes() const { return m_timeSpan / 60; }
  LONG GetMinutes() const { return (LONG)(GetTotalMinutes() - GetTotalHours() * 60); }
  LONGLONG GetTotalSeconds() const { return m_timeSpan; }
  LONG GetSeconds() const { return (LONG)(m_timeSpan - GetTotalMinutes() * 60); }
  LONGLONG GetTimeSpan() const { return m_timeSpan; }
  CTimeSpan operator+(CTimeSpan other) const { return m_timeSpan + other.m_timeSpan; }
  CTimeSpan operator-(CTimeSpan other) const { return m_timeSpan - other.m_timeSpan; }
  bool operator==(CTimeSpan other) const { return m_timeSpan == other.m_timeSpan; }
  bool operator!=(CTimeSpan other) const { return m_timeSpan != other.m_timeSpan; }
  bool operator<(CTimeSpan other) const { return m_timeSpan < other.m_timeSpan; }
  bool operator>(CTimeSpan other) const { return m_timeSpan > other.m_timeSpan; }
  bool operator<=(CTimeSpan other) const { return m_timeSpan <= other.m_timeSpan; }
  bool operator>=(CTimeSpan other) const { return m_timeSpan >= other.m_timeSpan; }

private:
  __time64_t m_timeSpan;
};

class CTime {
public:
  CTime(__time64_t time = 0) : m_time(time) {}
  CTime(int year, int month, int day, int hour, int minute, int second, int dst = -1) {
    struct tm parts = { second, minute, hour, day, month - 1, year - 1900, 0, 0, dst };
    m_time = mktime(&parts);
  }
  CTime(const SYSTEMTIME &st, int dst = -1) { *this = CTime(st.wYear, st.wMonth, st.wDay, st.wHour, st.wMinute, st.wSecond, dst); }
  static CTime GetCurrentTime() { return CTime(time(NULL)); }
  __time64_t GetTime() const { return m_time; }
  struct tm *GetLocalTm(struct tm *to = NULL) const { time_t t = (time_t)m_time; struct tm *parts = localtime(&t); if (to && parts) { *to = *parts; return to; } return parts; }
  struct tm *GetGmtTm(struct tm *to = NULL) const { time_t t = (time_t)m_time; struct tm *parts = gmtime(&t); if (to && parts) { *to = *parts; return to; } return parts; }
  int GetYear() const { return GetLocalTm()->tm_year + 1900; }
  int GetMonth() const { return GetLocalTm()->tm_mon + 1; }
  int GetDay() const { return GetLocalTm()->tm_mday; }
  int GetHour() const { return GetLocalTm()->tm_hour; }
  int GetMinute() const { return GetLocalTm()->tm_min; }
  int GetSecond() const { return GetLocalTm()->tm_sec; }
  int GetDayOfWeek() const { return GetLocalTm()->tm_wday + 1; }
  CString Format(LPCTSTR format) const { TCHAR text[256]; return CString(text, (int)_tcsftime(text, 256, format, GetLocalTm())); }
  CString FormatGmt(LPCTSTR format) const { TCHAR text[256]; return CString(text, (int)_tcsftime(text, 256, format, GetGmtTm())); }
  CTime operator+(CTimeSpan span) const { return CTime(m_time + span.GetTotalSeconds()); }
  CTime operator-(CTimeSpan span) const { return CTime(m_time - span.GetTotalSeconds()); }
  CTimeSpan operator-(CTime other) const { return CTimeSpan(m_time - other.m_time); }
  CTime &operator+=(CTimeSpan span) { m_time += span.GetTotalSeconds(); return *this; }
  CTime &operator-=(CTimeSpan span) { m_time -= span.GetTotalSeconds(); return *this; }
  bool operator==(CTime other) const { return m_time == other.m_time; }
  bool operator!=(CTime other) const { return m_time != other.m_time; }
  bool operator<(CTime other) const { return m_time < other.m_time; }
  bool operator>(CTime other) const { return m_time > other.m_time; }
  bool operator<=(CTime other) const { return m_time <= other.m_time; }
  bool operator>=(CTime other) const { return m_time >= other.m_time; }

private:
  __time64_t m_time;
};
#endif
#endif
