/* The names that are narrow or wide as the source was compiled. */
#ifndef _INC_TCHAR
#define _INC_TCHAR
#include <_isapi_crt.h>
#if defined(UNICODE) && !defined(_UNICODE) && !defined(_MBCS)
#define _UNICODE
#endif
#ifndef _TCHAR_DEFINED
#define _TCHAR_DEFINED
#ifdef _UNICODE
typedef wchar_t TCHAR, *PTCHAR;
#else
typedef char TCHAR, *PTCHAR;
#endif
#endif
#ifdef _UNICODE
typedef wchar_t _TCHAR;
typedef wchar_t _TSCHAR, _TUCHAR, _TXCHAR;
#define __T(x) L##x
#define _ISAPI_WCSTOK(s, d) _isapi_wcstok((s), (d))
#define _ISAPI_PUTWS(s) _isapi_putws(s)
static __inline__ __attribute__((unused)) wchar_t *_isapi_wcstok(wchar_t *s, const wchar_t *d) { static wchar_t *context; return wcstok(s, d, &context); }
static __inline__ __attribute__((unused)) int _isapi_putws(const wchar_t *s) { return fputws(s, stdout) < 0 || fputwc(L'\n', stdout) == WEOF ? -1 : 0; }
#define _tcslen       wcslen
#define _tcscpy       wcscpy
#define _tcscat       wcscat
#define _tcsncpy      wcsncpy
#define _tcsncat      wcsncat
#define _tcscmp       wcscmp
#define _tcsncmp      wcsncmp
#define _tcsnccmp     wcsncmp
#define _tcsicmp      _wcsicmp
#define _tcsnicmp     _wcsnicmp
#define _tcsncicmp    _wcsnicmp
#define _tcscoll      wcscoll
#define _tcsicoll     _wcsicoll
#define _tcschr       wcschr
#define _tcsrchr      wcsrchr
#define _tcsstr       wcsstr
#define _tcsspn       wcsspn
#define _tcscspn      wcscspn
#define _tcspbrk      wcspbrk
#define _tcstok       _ISAPI_WCSTOK
#define _tcstok_s     wcstok_s
#define _tcslwr       _wcslwr
#define _tcsupr       _wcsupr
#define _tcslwr_s     _wcslwr_s
#define _tcsupr_s     _wcsupr_s
#define _tcsrev       _wcsrev
#define _tcsdup       _wcsdup
#define _tcsnlen      wcsnlen
#define _tcsclen      wcslen
#define _tcscpy_s     wcscpy_s
#define _tcscat_s     wcscat_s
#define _tcsncpy_s    wcsncpy_s
#define _tcsncat_s    wcsncat_s
#define _tcstol       wcstol
#define _tcstoul      wcstoul
#define _tcstod       wcstod
#define _tcstoi64     _wcstoi64
#define _ttoi         _wtoi
#define _tstoi        _wtoi
#define _ttol         _wtol
#define _tstol        _wtol
#define _ttoi64       _wtoi64
#define _tstof        _wtof
#define _itot         _itow
#define _ltot         _ltow
#define _ultot        _ultow
#define _i64tot       _i64tow
#define _itot_s       _itow_s
#define _ltot_s       _ltow_s
#define _stprintf     _swprintf
#define _stprintf_s   swprintf_s
#define _sntprintf    _snwprintf
#define _sntprintf_s  _snwprintf_s
#define _vstprintf    _vswprintf
#define _vstprintf_s  vswprintf_s
#define _vsntprintf   _vsnwprintf
#define _vsntprintf_s _vsnwprintf_s
#define _sctprintf    _scwprintf
#define _vsctprintf   _vscwprintf
#define _tprintf      wprintf
#define _ftprintf     fwprintf
#define _ftprintf_s   fwprintf_s
#define _vftprintf    vfwprintf
#define _vtprintf     vwprintf
#define _stscanf      swscanf
#define _stscanf_s    swscanf_s
#define _fgetts       fgetws
#define _fputts       fputws
#define _gettc        getwc
#define _puttc        putwc
#define _fputtc       fputwc
#define _fgettc       fgetwc
#define _putts        _ISAPI_PUTWS
#define _tfopen       _wfopen
#define _tfopen_s     _wfopen_s
#define _tfsopen      _wfsopen
#define _tgetenv      _wgetenv
#define _tremove      _wremove
#define _tunlink      _wunlink
#define _taccess      _waccess
#define _tstat        _wstat
#define _tmkdir       _wmkdir
#define _trmdir       _wrmdir
#define _tsystem      _wsystem
#define _tsplitpath   _wsplitpath
#define _tsplitpath_s _wsplitpath_s
#define _tmakepath    _wmakepath
#define _tmakepath_s  _wmakepath_s
#define _tfullpath    _wfullpath
#define _tcsftime     wcsftime
#define _totupper     towupper
#define _totlower     towlower
#define _istalpha     iswalpha
#define _istalnum     iswalnum
#define _istdigit     iswdigit
#define _istxdigit    iswxdigit
#define _istspace     iswspace
#define _istupper     iswupper
#define _istlower     iswlower
#define _istpunct     iswpunct
#define _istprint     iswprint
#define _istcntrl     iswcntrl
#define _tmain        wmain
#define _tWinMain     wWinMain
#define _TINT         wint_t
#define _TEOF         WEOF
#else
typedef char _TCHAR;
typedef signed char _TSCHAR;
typedef unsigned char _TUCHAR;
typedef char _TXCHAR;
#define __T(x) x
#define _tcslen       strlen
#define _tcscpy       strcpy
#define _tcscat       strcat
#define _tcsncpy      strncpy
#define _tcsncat      strncat
#define _tcscmp       strcmp
#define _tcsncmp      strncmp
#define _tcsnccmp     strncmp
#define _tcsicmp      _stricmp
#define _tcsnicmp     _strnicmp
#define _tcsncicmp    _strnicmp
#define _tcscoll      strcoll
#define _tcsicoll     _stricoll
#define _tcschr       strchr
#define _tcsrchr      strrchr
#define _tcsstr       strstr
#define _tcsspn       strspn
#define _tcscspn      strcspn
#define _tcspbrk      strpbrk
#define _tcstok       strtok
#define _tcstok_s     strtok_s
#define _tcslwr       _strlwr
#define _tcsupr       _strupr
#define _tcslwr_s     _strlwr_s
#define _tcsupr_s     _strupr_s
#define _tcsrev       _strrev
#define _tcsdup       _strdup
#define _tcsnlen      strnlen
#define _tcsclen      strlen
#define _tcscpy_s     strcpy_s
#define _tcscat_s     strcat_s
#define _tcsncpy_s    strncpy_s
#define _tcsncat_s    strncat_s
#define _tcstol       strtol
#define _tcstoul      strtoul
#define _tcstod       strtod
#define _tcstoi64     _strtoi64
#define _ttoi         atoi
#define _tstoi        atoi
#define _ttol         atol
#define _tstol        atol
#define _ttoi64       _atoi64
#define _tstof        atof
#define _itot         _itoa
#define _ltot         _ltoa
#define _ultot        _ultoa
#define _i64tot       _i64toa
#define _itot_s       _itoa_s
#define _ltot_s       _ltoa_s
#define _stprintf     sprintf
#define _stprintf_s   sprintf_s
#define _sntprintf    _snprintf
#define _sntprintf_s  _snprintf_s
#define _vstprintf    vsprintf
#define _vstprintf_s  vsprintf_s
#define _vsntprintf   _vsnprintf
#define _vsntprintf_s _vsnprintf_s
#define _sctprintf    _scprintf
#define _vsctprintf   _vscprintf
#define _tprintf      printf
#define _ftprintf     fprintf
#define _ftprintf_s   fprintf_s
#define _vftprintf    vfprintf
#define _vtprintf     vprintf
#define _stscanf      sscanf
#define _stscanf_s    sscanf_s
#define _fgetts       fgets
#define _fputts       fputs
#define _gettc        getc
#define _puttc        putc
#define _fputtc       fputc
#define _fgettc       fgetc
#define _putts        puts
#define _tfopen       fopen
#define _tfopen_s     fopen_s
#define _tfsopen      _fsopen
#define _tgetenv      getenv
#define _tremove      remove
#define _tunlink      _unlink
#define _taccess      _access
#define _tstat        _stat
#define _tmkdir       _mkdir
#define _trmdir       _rmdir
#define _tsystem      system
#define _tsplitpath   _splitpath
#define _tsplitpath_s _splitpath_s
#define _tmakepath    _makepath
#define _tmakepath_s  _makepath_s
#define _tfullpath    _fullpath
#define _tcsftime     strftime
#define _totupper     toupper
#define _totlower     tolower
#define _istalpha     isalpha
#define _istalnum     isalnum
#define _istdigit     isdigit
#define _istxdigit    isxdigit
#define _istspace     isspace
#define _istupper     isupper
#define _istlower     islower
#define _istpunct     ispunct
#define _istprint     isprint
#define _istcntrl     iscntrl
#define _tmain        main
#define _tWinMain     WinMain
#define _TINT         int
#define _TEOF         EOF
#endif
#define _T(x) __T(x)
#define _TEXT(x) __T(x)
#define _tcsinc(s) ((s) + 1)
#define _tcsdec(start, s) ((s) > (start) ? (s) - 1 : NULL)
#define _tcsnextc(s) (*(s))
#define _tclen(s) 1
#define _tccpy(a, b) (*(a) = *(b))
#define _istlead(c) 0
#endif
