/***************************************************************************
 *
 *  BasicAuth.c
 *
 *  Users of the site need no Windows account: they are in Users.txt beside
 *  the DLL, one in a line,
 *
 *      user:password:account:password of the account
 *
 *  and the server logs on the account. A line that begins with # is a remark.
 *  The file is read when somebody comes for the first time; who has been found
 *  is kept in a cache, with a critical section round it, for CACHE_SECONDS.
 *
 ***************************************************************************/

#define STRICT
#include <windows.h>
#include <string.h>
#include <stdlib.h>
#include "httpfilt.h"

#pragma warning (disable:4996)

#define CACHE_SIZE      32
#define CACHE_SECONDS   300
#define MAX_USERS_FILE  (64 * 1024)

typedef struct tagCACHEENTRY
{
    CHAR    szUser[SF_MAX_USERNAME];
    CHAR    szPassword[SF_MAX_PASSWORD];
    CHAR    szAccount[SF_MAX_USERNAME];
    CHAR    szAccountPassword[SF_MAX_PASSWORD];
    DWORD   dwTicks;                            /* GetTickCount of the look-up */
    BOOL    fInUse;
} CACHEENTRY, *LPCACHEENTRY;

HINSTANCE           hInst;
CRITICAL_SECTION    csCache;
CACHEENTRY          Cache[CACHE_SIZE];
int                 nNextEntry;                 /* the one to throw out */

BOOL WINAPI DllMain(IN HINSTANCE hinstDll, IN DWORD fdwReason, IN LPVOID lpvContext OPTIONAL)
{
    switch (fdwReason)
    {
        case DLL_PROCESS_ATTACH:
            hInst = hinstDll;
            InitializeCriticalSection(&csCache);
            break;

        case DLL_PROCESS_DETACH:
            DeleteCriticalSection(&csCache);
            break;
    }
    return TRUE;
}

BOOL WINAPI GetFilterVersion(HTTP_FILTER_VERSION *pVer)
{
    pVer->dwFilterVersion = MAKELONG(0, 4);     /* 4.0 is enough for us */
    strcpy(pVer->lpszFilterDesc, "Basic authentication against Users.txt");
    pVer->dwFlags = SF_NOTIFY_AUTHENTICATION | SF_NOTIFY_ORDER_DEFAULT |
                    SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT;
    return TRUE;
}

/* Reads the file into memory that the caller frees. NULL: GetLastError says why. */
static LPSTR ReadUsersFile(void)
{
    CHAR    szFile[MAX_PATH];
    LPSTR   lpszName, lpszText = NULL;
    HANDLE  hFile;
    DWORD   cbFile, cbRead = 0;

    if (!GetModuleFileNameA(hInst, szFile, sizeof(szFile)))
        return NULL;
    lpszName = strrchr(szFile, '\\');
    strcpy(lpszName == NULL ? szFile : lpszName + 1, "Users.txt");

    hFile = CreateFileA(szFile, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, NULL);
    if (hFile == INVALID_HANDLE_VALUE)
        return NULL;

    cbFile = GetFileSize(hFile, NULL);
    if (cbFile <= MAX_USERS_FILE)
        lpszText = (LPSTR)HeapAlloc(GetProcessHeap(), 0, cbFile + 1);
    else
        SetLastError(ERROR_FILE_INVALID);
    if (lpszText != NULL)
    {
        if (ReadFile(hFile, lpszText, cbFile, &cbRead, NULL))
            lpszText[cbRead] = '\0';
        else
        {
            HeapFree(GetProcessHeap(), 0, lpszText);
            lpszText = NULL;
        }
    }
    CloseHandle(hFile);
    return lpszText;
}

/* Cuts a line at its colons. FALSE: there are not four fields, or one is too long. */
static BOOL SplitLine(LPSTR lpszLine, LPSTR aszFields[4])
{
    int i;

    for (i = 0; i < 4; i++)
    {
        aszFields[i] = lpszLine;
        if (i < 3)
        {
            lpszLine = strchr(lpszLine, ':');
            if (lpszLine == NULL)
                return FALSE;
            *lpszLine++ = '\0';
        }
        if (strlen(aszFields[i]) >= SF_MAX_USERNAME)
            return FALSE;
    }
    return aszFields[0][0] != '\0';
}

static BOOL LookupInFile(LPCSTR lpszUser, LPCACHEENTRY lpEntry)
{
    LPSTR   lpszText, lpszLine, lpszNext;
    LPSTR   aszFields[4];
    BOOL    fFound = FALSE;

    lpszText = ReadUsersFile();
    if (lpszText == NULL)
        return FALSE;

    SetLastError(ERROR_NO_SUCH_USER);
    for (lpszLine = lpszText; lpszLine != NULL && !fFound; lpszLine = lpszNext)
    {
        lpszNext = strchr(lpszLine, '\n');
        if (lpszNext != NULL)
            *lpszNext++ = '\0';
        lpszLine[strcspn(lpszLine, "\r")] = '\0';
        if (lpszLine[0] == '#' || !SplitLine(lpszLine, aszFields))
            continue;
        if (stricmp(aszFields[0], lpszUser) == 0)
        {
            strcpy(lpEntry->szUser, aszFields[0]);
            strcpy(lpEntry->szPassword, aszFields[1]);
            strcpy(lpEntry->szAccount, aszFields[2]);
            strcpy(lpEntry->szAccountPassword, aszFields[3]);
            lpEntry->dwTicks = GetTickCount();
            lpEntry->fInUse = TRUE;
            fFound = TRUE;
        }
    }

    ZeroMemory(lpszText, strlen(lpszText));
    HeapFree(GetProcessHeap(), 0, lpszText);
    return fFound;
}

static BOOL LookupInCache(LPCSTR lpszUser, LPCACHEENTRY lpEntry)
{
    int     i;
    BOOL    fFound = FALSE;

    EnterCriticalSection(&csCache);
    for (i = 0; i < CACHE_SIZE && !fFound; i++)
    {
        if (!Cache[i].fInUse || stricmp(Cache[i].szUser, lpszUser) != 0)
            continue;
        if (GetTickCount() - Cache[i].dwTicks > CACHE_SECONDS * 1000)
        {
            Cache[i].fInUse = FALSE;
            continue;
        }
        *lpEntry = Cache[i];
        fFound = TRUE;
    }
    LeaveCriticalSection(&csCache);
    return fFound;
}

static void AddToCache(const CACHEENTRY *lpEntry)
{
    EnterCriticalSection(&csCache);
    Cache[nNextEntry] = *lpEntry;
    nNextEntry = (nNextEntry + 1) % CACHE_SIZE;
    LeaveCriticalSection(&csCache);
}

static DWORD OnAuthentication(PHTTP_FILTER_AUTHENT pAuthent)
{
    CACHEENTRY Entry;

    if (pAuthent->pszUser[0] == '\0')
        return SF_STATUS_REQ_NEXT_NOTIFICATION;             /* anonymous */

    if (!LookupInCache(pAuthent->pszUser, &Entry))
    {
        if (!LookupInFile(pAuthent->pszUser, &Entry))
        {
            OutputDebugString("BasicAuth: no such user, or no Users.txt\n");
            SetLastError(ERROR_ACCESS_DENIED);
            return SF_STATUS_REQ_ERROR;
        }
        AddToCache(&Entry);
    }

    if (strcmp(Entry.szPassword, pAuthent->pszPassword) != 0)
    {
        SetLastError(ERROR_ACCESS_DENIED);
        return SF_STATUS_REQ_ERROR;
    }

    lstrcpyn(pAuthent->pszUser, Entry.szAccount, pAuthent->cbUserBuff);
    lstrcpyn(pAuthent->pszPassword, Entry.szAccountPassword, pAuthent->cbPasswordBuff);
    return SF_STATUS_REQ_HANDLED_NOTIFICATION;
}

DWORD WINAPI HttpFilterProc(HTTP_FILTER_CONTEXT *pfc, DWORD NotificationType, VOID *pvNotification)
{
    switch (NotificationType)
    {
        case SF_NOTIFY_AUTHENTICATION:
            return OnAuthentication((PHTTP_FILTER_AUTHENT)pvNotification);

        default:
            return SF_STATUS_REQ_NEXT_NOTIFICATION;
    }
}

BOOL WINAPI TerminateFilter(DWORD dwFlags)
{
    EnterCriticalSection(&csCache);
    ZeroMemory(Cache, sizeof(Cache));
    LeaveCriticalSection(&csCache);
    return TRUE;
}
