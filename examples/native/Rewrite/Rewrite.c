/*
 *  Rewrite.c - URL rewriting filter.
 *
 *  The rules are in Rewrite.ini beside the DLL:
 *
 *      [Settings]
 *      Debug=1                     ; tell a debugger about each rewrite
 *
 *      [Rules]
 *      Rule1=/products/* /catalog/show.html?id=*
 *      Rule2=/old.html   /new.html
 *
 *  The star is the rest of the path, in both halves. The first rule that fits
 *  is taken; the query string of the request is kept, behind that of the rule.
 *  Rules are numbered from 1 without gaps.
 */

#include <windows.h>
#include <tchar.h>
#include <stdio.h>
#include <HttpFilt.h>

#pragma comment(lib, "advapi32.lib")

#define MAX_RULES       64
#define MAX_URL         2048

typedef struct _REWRITE_RULE
{
    CHAR    szFrom[MAX_PATH];       /* without its star */
    CHAR    szTo[MAX_PATH];
    BOOL    bPrefix;                /* there was one */
} REWRITE_RULE, *LPREWRITE_RULE;

static HINSTANCE    g_hInstance = NULL;
static REWRITE_RULE g_aRules[MAX_RULES];
static int          g_nRules = 0;
static BOOL         g_bDebug = FALSE;

static void LogWarning(LPCTSTR lpszFormat, ...)
{
    TCHAR   szText[512];
    LPCTSTR aszTexts[1];
    HANDLE  hEventLog;
    va_list args;

    va_start(args, lpszFormat);
    _vsntprintf(szText, sizeof(szText) / sizeof(szText[0]) - 1, lpszFormat, args);
    szText[sizeof(szText) / sizeof(szText[0]) - 1] = _T('\0');
    va_end(args);

    hEventLog = RegisterEventSource(NULL, _T("Rewrite"));
    if (hEventLog != NULL)
    {
        aszTexts[0] = szText;
        ReportEvent(hEventLog, EVENTLOG_WARNING_TYPE, 0, 1, NULL, 1, 0, aszTexts, NULL);
        DeregisterEventSource(hEventLog);
    }
}

/* "/from/* /to/*" -> a rule. FALSE: it is none. */
static BOOL ParseRule(LPSTR lpszLine, LPREWRITE_RULE lpRule)
{
    LPSTR lpszTo, lpszStar;

    lpszTo = strpbrk(lpszLine, " \t");
    if (lpszLine[0] != '/' || lpszTo == NULL)
        return FALSE;
    *lpszTo++ = '\0';
    lpszTo += strspn(lpszTo, " \t");
    if (lpszTo[0] != '/')
        return FALSE;

    lpszStar = strchr(lpszLine, '*');
    lpRule->bPrefix = lpszStar != NULL;
    if (lpszStar != NULL)
    {
        if (lpszStar[1] != '\0')
            return FALSE;
        *lpszStar = '\0';
    }
    if (lstrlenA(lpszLine) >= MAX_PATH || lstrlenA(lpszTo) >= MAX_PATH)
        return FALSE;

    lstrcpyA(lpRule->szFrom, lpszLine);
    lstrcpyA(lpRule->szTo, lpszTo);
    return TRUE;
}

static void LoadRules(void)
{
    TCHAR   szIni[MAX_PATH];
    TCHAR   szKey[16];
    CHAR    szLine[2 * MAX_PATH];
    LPTSTR  lpszExtension;
    int     i;

    if (GetModuleFileName(g_hInstance, szIni, MAX_PATH) == 0)
        return;
    lpszExtension = _tcsrchr(szIni, _T('.'));
    if (lpszExtension == NULL)
        return;
    _tcscpy(lpszExtension, _T(".ini"));

    if (GetFileAttributes(szIni) == 0xFFFFFFFF)
    {
        LogWarning(_T("%s is not there (error %lu); no URL is rewritten"), szIni, GetLastError());
        return;
    }

    g_bDebug = GetPrivateProfileInt(_T("Settings"), _T("Debug"), 0, szIni) != 0;

    for (i = 1; g_nRules < MAX_RULES; i++)
    {
        _stprintf(szKey, _T("Rule%d"), i);
        if (GetPrivateProfileString(_T("Rules"), szKey, _T(""), szLine, sizeof(szLine), szIni) == 0)
            break;
        if (ParseRule(szLine, &g_aRules[g_nRules]))
            g_nRules++;
        else
            LogWarning(_T("%s: %s is not a rule: \"/from /to\" or \"/from/* /to/*\""), szIni, szKey);
    }
}

BOOL APIENTRY DllMain(HANDLE hModule, DWORD ul_reason_for_call, LPVOID lpReserved)
{
    switch (ul_reason_for_call)
    {
    case DLL_PROCESS_ATTACH:
        g_hInstance = (HINSTANCE)hModule;
        break;
    case DLL_THREAD_ATTACH:
    case DLL_THREAD_DETACH:
    case DLL_PROCESS_DETACH:
        break;
    }
    return TRUE;
}

BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer)
{
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    lstrcpyn(pVer->lpszFilterDesc, _T("URL rewriting filter"), SF_MAX_FILTER_DESC_LEN);
    pVer->dwFlags = SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT | SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_ORDER_HIGH;

    LoadRules();
    return TRUE;
}

/* Writes what a rule makes of a URL. FALSE: it does not fit, or would not. */
static BOOL ApplyRule(const REWRITE_RULE *lpRule, LPCSTR lpszPath, LPCSTR lpszQuery, LPSTR lpszNew, size_t cbNew)
{
    size_t  cchFrom = strlen(lpRule->szFrom);
    LPCSTR  lpszRest = "";
    LPCSTR  lpszStar;
    int     cch;

    if (lpRule->bPrefix)
    {
        if (_strnicmp(lpszPath, lpRule->szFrom, cchFrom) != 0)
            return FALSE;
        lpszRest = lpszPath + cchFrom;
    }
    else if (_stricmp(lpszPath, lpRule->szFrom) != 0)
    {
        return FALSE;
    }

    lpszStar = strchr(lpRule->szTo, '*');
    if (lpszStar == NULL)
        cch = _snprintf(lpszNew, cbNew, "%s", lpRule->szTo);
    else
        cch = _snprintf(lpszNew, cbNew, "%.*s%s%s", (int)(lpszStar - lpRule->szTo), lpRule->szTo, lpszRest, lpszStar + 1);
    if (cch < 0 || (size_t)cch >= cbNew)
        return FALSE;

    if (lpszQuery != NULL)
    {
        int cchQuery = _snprintf(lpszNew + cch, cbNew - cch, "%c%s", strchr(lpszNew, '?') == NULL ? '?' : '&', lpszQuery);
        if (cchQuery < 0 || (size_t)cchQuery >= cbNew - cch)
            return FALSE;
    }
    return TRUE;
}

static DWORD OnPreprocHeaders(PHTTP_FILTER_CONTEXT pfc, PHTTP_FILTER_PREPROC_HEADERS pHeaders)
{
    CHAR    szUrl[MAX_URL], szNew[MAX_URL];
    DWORD   cbUrl = sizeof(szUrl);
    LPSTR   lpszQuery;
    int     i;

    if (g_nRules == 0 || !pHeaders->GetHeader(pfc, "url", szUrl, &cbUrl))
        return SF_STATUS_REQ_NEXT_NOTIFICATION;

    lpszQuery = strchr(szUrl, '?');
    if (lpszQuery != NULL)
        *lpszQuery++ = '\0';

    for (i = 0; i < g_nRules; i++)
    {
        if (!ApplyRule(&g_aRules[i], szUrl, lpszQuery, szNew, sizeof(szNew)))
            continue;
        if (!pHeaders->SetHeader(pfc, "url", szNew))
            return SF_STATUS_REQ_ERROR;
        if (g_bDebug)
        {
            CHAR szText[2 * MAX_URL + 32];
            wsprintfA(szText, "Rewrite: %.400s -> %.400s\n", szUrl, szNew);
            OutputDebugStringA(szText);
        }
        break;
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD NotificationType, LPVOID pvNotification)
{
    if (NotificationType == SF_NOTIFY_PREPROC_HEADERS)
        return OnPreprocHeaders(pfc, (PHTTP_FILTER_PREPROC_HEADERS)pvNotification);
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

BOOL WINAPI TerminateFilter(DWORD dwFlags)
{
    g_nRules = 0;
    return TRUE;
}
