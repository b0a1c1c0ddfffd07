/* Dates and times as text, in the manner of the United States, which is the locale of the sandbox. */

#include "win32.h"
#include <stdio.h>

static const char *const MONTH_NAMES[] = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December" };
static const char *const DAY_NAMES[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };

struct date_line { char text[512]; size_t used; };
static void date_text(struct date_line *line, const char *text) {
  for (; *text && line->used + 1 < sizeof line->text; text++) line->text[line->used++] = *text;
  line->text[line->used] = 0;
}
static void date_number(struct date_line *line, int value, int digits) {
  char text[12];
  snprintf(text, sizeof text, "%0*d", digits, value);
  date_text(line, text);
}
static int day_of_week(int year, int month, int day) {
  static const int shifts[] = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 };
  if (month < 3) year--;
  return (year + year / 4 - year / 100 + year / 400 + shifts[month - 1] + day) % 7;
}
static int days_of_month(int year, int month) { return month == 2 ? 28 + ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0) : 30 + ((month + (month > 7)) & 1); }

/* One letter of a picture, so many times. */
static void date_part(struct date_line *line, char letter, int times, const SYSTEMTIME *t) {
  char name[16];
  switch (letter) {
    case 'd':
      if (times < 3) { date_number(line, t->wDay, times); return; }
      snprintf(name, sizeof name, times == 3 ? "%.3s" : "%s", DAY_NAMES[day_of_week(t->wYear, t->wMonth, t->wDay)]);
      break;
    case 'M':
      if (times < 3) { date_number(line, t->wMonth, times); return; }
      snprintf(name, sizeof name, times == 3 ? "%.3s" : "%s", MONTH_NAMES[t->wMonth - 1]);
      break;
    case 'y': date_number(line, times < 3 ? t->wYear % 100 : t->wYear, times < 3 ? times : 4); return;
    default: snprintf(name, sizeof name, "A.D."); break; /* g */
  }
  date_text(line, name);
}
static void time_part(struct date_line *line, char letter, int times, const SYSTEMTIME *t) {
  int digits = times > 1 ? 2 : 1;
  switch (letter) {
    case 'h': date_number(line, t->wHour % 12 ? t->wHour % 12 : 12, digits); break;
    case 'H': date_number(line, t->wHour, digits); break;
    case 'm': date_number(line, t->wMinute, digits); break;
    case 's': date_number(line, t->wSecond, digits); break;
    default: date_text(line, times == 1 ? (t->wHour < 12 ? "A" : "P") : t->wHour < 12 ? "AM" : "PM"); break; /* t */
  }
}

/* Letters of `left_out` are dropped with the separators before them. */
static void date_fill(struct date_line *line, const char *format, const char *letters, const char *left_out, const SYSTEMTIME *t, void (*part)(struct date_line *, char, int, const SYSTEMTIME *)) {
  size_t kept = 0;
  for (const char *at = format; *at;) {
    char letter = *at;
    if (letter == '\'') {
      for (at++; *at; at++) {
        if (*at == '\'' && *++at != '\'') break;
        date_text(line, (char[]){ *at, 0 });
      }
      continue;
    }
    if (!strchr(letters, letter)) { date_text(line, (char[]){ letter, 0 }); at++; continue; }
    int times = 0;
    for (; *at == letter; at++) times++;
    if (strchr(left_out, letter)) { line->text[line->used = kept] = 0; continue; }
    part(line, letter, times, t);
    kept = line->used;
  }
}

static int date_answer(struct date_line *line, LPSTR out, int size) {
  int needed = (int)line->used + 1;
  if (size == 0) return needed;
  if (!out || size < needed) return isapi_fail(out ? ERROR_INSUFFICIENT_BUFFER : ERROR_INVALID_PARAMETER);
  memcpy(out, line->text, (size_t)needed);
  return needed;
}

int WINAPI GetDateFormatA(LCID locale, DWORD flags, const SYSTEMTIME *date, LPCSTR format, LPSTR out, int size) {
  struct date_line line = { .used = 0 };
  SYSTEMTIME now;
  if (format && (flags & (DATE_SHORTDATE | DATE_LONGDATE | DATE_YEARMONTH))) return isapi_fail(ERROR_INVALID_FLAGS);
  if (!date) { GetLocalTime(&now); date = &now; }
  if (date->wMonth < 1 || date->wMonth > 12 || date->wYear < 1601 || date->wDay < 1 || date->wDay > days_of_month(date->wYear, date->wMonth)) return isapi_fail(ERROR_INVALID_PARAMETER);
  if (!format) format = flags & DATE_LONGDATE ? "dddd, MMMM dd, yyyy" : flags & DATE_YEARMONTH ? "MMMM, yyyy" : "M/d/yyyy";
  date_fill(&line, format, "dMyg", "", date, date_part);
  return date_answer(&line, out, size);
}

int WINAPI GetTimeFormatA(LCID locale, DWORD flags, const SYSTEMTIME *time, LPCSTR format, LPSTR out, int size) {
  struct date_line line = { .used = 0 };
  SYSTEMTIME now;
  char left_out[4] = "", picture[256];
  if (!time) { GetLocalTime(&now); time = &now; }
  if (time->wHour > 23 || time->wMinute > 59 || time->wSecond > 59 || time->wMilliseconds > 999) return isapi_fail(ERROR_INVALID_PARAMETER);
  snprintf(picture, sizeof picture, "%s", format ? format : "h:mm:ss tt");
  if (flags & TIME_FORCE24HOURFORMAT) for (char *at = picture; *at; at++) if (*at == 'h') *at = 'H';
  if (flags & TIME_NOMINUTESORSECONDS) strcat(left_out, "m");
  if (flags & (TIME_NOMINUTESORSECONDS | TIME_NOSECONDS)) strcat(left_out, "s");
  if (flags & TIME_NOTIMEMARKER) strcat(left_out, "t");
  date_fill(&line, picture, "hHmst", left_out, time, time_part);
  return date_answer(&line, out, size);
}

static int date_answer_wide(int needed, const char *made, LPWSTR out, int size) {
  if (!needed || size == 0) return needed;
  DWORD length = isapi_put_wide(made, out, (DWORD)size);
  return (int)length < size ? (int)length + 1 : 0;
}
int WINAPI GetDateFormatW(LCID locale, DWORD flags, const SYSTEMTIME *date, LPCWSTR format, LPWSTR out, int size) {
  char made[512], *f = isapi_narrow(format);
  int needed = GetDateFormatA(locale, flags, date, f, made, sizeof made);
  free(f);
  return date_answer_wide(needed, made, out, size);
}
int WINAPI GetTimeFormatW(LCID locale, DWORD flags, const SYSTEMTIME *time, LPCWSTR format, LPWSTR out, int size) {
  char made[512], *f = isapi_narrow(format);
  int needed = GetTimeFormatA(locale, flags, time, f, made, sizeof made);
  free(f);
  return date_answer_wide(needed, made, out, size);
}
