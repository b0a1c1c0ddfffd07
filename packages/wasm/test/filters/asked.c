/* Does what a request asks for in X-Ask, a verb and its arguments, and answers with the error, or with what it has found. */

#include <windows.h>
#include <httpfilt.h>
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <string.h>

#define MAX_WORDS 3

static PHTTP_FILTER_CONTEXT g_pfcKept;
static CHAR g_szText[512];

BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer)
{
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    pVer->dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_AUTH_COMPLETE | SF_NOTIFY_SEND_RAW_DATA;
    return TRUE;
}

static DWORD Error(BOOL fOk)
{
    return fOk ? NO_ERROR : GetLastError();
}

static DWORD Read(const char *pszPath)
{
    DWORD cb = 0, dwError;
    HANDLE hFile = CreateFile(pszPath, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);

    if (hFile == INVALID_HANDLE_VALUE)
        return GetLastError();
    dwError = Error(ReadFile(hFile, g_szText, sizeof(g_szText) - 1, &cb, NULL));
    g_szText[cb] = 0;
    CloseHandle(hFile);
    return dwError;
}

static DWORD Write(const char *pszPath, DWORD dwDisposition, const char *pszText)
{
    DWORD cb = 0, dwError;
    HANDLE hFile = CreateFile(pszPath, GENERIC_WRITE, 0, NULL, dwDisposition, 0, NULL);

    if (hFile == INVALID_HANDLE_VALUE)
        return GetLastError();
    dwError = Error(WriteFile(hFile, pszText, strlen(pszText), &cb, NULL));
    CloseHandle(hFile);
    return dwError;
}

/* Reads first, so that the position is not the end. */
static DWORD Append(const char *pszPath, const char *pszText)
{
    FILE *file = fopen(pszPath, "a+");

    if (file == NULL)
        return GetLastError();
    fseek(file, 0, SEEK_SET);
    fgetc(file);
    fseek(file, 0, SEEK_CUR);
    fputs(pszText, file);
    fclose(file);
    return NO_ERROR;
}

/* Opens it to read only. */
static DWORD TruncateUnwritten(const char *pszPath)
{
    int fd = _open(pszPath, _O_RDONLY | _O_TRUNC);

    if (fd == -1)
        return ERROR_OPEN_FAILED;
    _close(fd);
    return NO_ERROR;
}

static DWORD QueryClosed(const char *pszKey)
{
    HKEY hKey;
    DWORD dwError = RegOpenKeyEx(HKEY_LOCAL_MACHINE, pszKey, 0, KEY_READ, &hKey);

    if (dwError != NO_ERROR)
        return dwError;
    RegCloseKey(hKey);
    return RegQueryValueEx(hKey, "Name", NULL, NULL, NULL, NULL);
}

/* Says where the block is and whether it is empty, and leaves something in it. */
static DWORD Alloc(PHTTP_FILTER_CONTEXT pfc, DWORD cb)
{
    BYTE *pBlock = (BYTE *)pfc->AllocMem(pfc, cb, 0);
    DWORD i, any = 0;

    if (pBlock == NULL)
        return GetLastError();
    for (i = 0; i < cb; i++)
        any |= pBlock[i];
    memset(pBlock, 'x', cb);
    sprintf(g_szText, "%p %s", (void *)pBlock, any ? "used" : "empty");
    return NO_ERROR;
}

static DWORD WriteTwice(PHTTP_FILTER_CONTEXT pfc)
{
    CHAR szText[4] = "one";
    DWORD cb = 3;

    if (!pfc->WriteClient(pfc, szText, &cb, 0))
        return GetLastError();
    strcpy(szText, "two");
    return Error(pfc->WriteClient(pfc, szText, &cb, 0));
}

/* The same buffer, first with too little room. */
static DWORD Grow(PHTTP_FILTER_CONTEXT pfc, PHTTP_FILTER_PREPROC_HEADERS pHeaders)
{
    DWORD cb = 4;

    if (pHeaders->GetHeader(pfc, "X-Ask:", g_szText, &cb) || GetLastError() != ERROR_INSUFFICIENT_BUFFER)
        return ERROR_INVALID_FUNCTION;
    cb = sizeof(g_szText);
    return Error(pHeaders->GetHeader(pfc, "X-Ask:", g_szText, &cb));
}

static DWORD Do(PHTTP_FILTER_CONTEXT pfc, PHTTP_FILTER_PREPROC_HEADERS pHeaders, const char *pszVerb, const char *pszOne, const char *pszTwo)
{
    if (!strcmp(pszVerb, "read")) return Read(pszOne);
    if (!strcmp(pszVerb, "create")) return Write(pszOne, CREATE_ALWAYS, "new");
    if (!strcmp(pszVerb, "change")) return Write(pszOne, OPEN_EXISTING, "new");
    if (!strcmp(pszVerb, "truncate")) return Write(pszOne, TRUNCATE_EXISTING, "");
    if (!strcmp(pszVerb, "truncate-unwritten")) return TruncateUnwritten(pszOne);
    if (!strcmp(pszVerb, "append")) return Append(pszOne, pszTwo);
    if (!strcmp(pszVerb, "delete")) return Error(DeleteFile(pszOne));
    if (!strcmp(pszVerb, "move")) return Error(MoveFile(pszOne, pszTwo));
    if (!strcmp(pszVerb, "make-folder")) return Error(CreateDirectory(pszOne, NULL));
    if (!strcmp(pszVerb, "remove-folder")) return Error(RemoveDirectory(pszOne));
    if (!strcmp(pszVerb, "delete-key")) return RegDeleteKey(HKEY_LOCAL_MACHINE, pszOne);
    if (!strcmp(pszVerb, "closed-key")) return QueryClosed(pszOne);
    if (!strcmp(pszVerb, "alloc")) return Alloc(pfc, atoi(pszOne));
    if (!strcmp(pszVerb, "write-twice")) return WriteTwice(pfc);
    if (!strcmp(pszVerb, "grow")) return Grow(pfc, pHeaders);
    if (!strcmp(pszVerb, "keep")) { g_pfcKept = pfc; return NO_ERROR; }
    if (!strcmp(pszVerb, "use-kept")) return Error(g_pfcKept->AddResponseHeaders(g_pfcKept, "X-Kept: yes\r\n", 0));
    return ERROR_INVALID_FUNCTION;
}

static DWORD OnPreprocHeaders(PHTTP_FILTER_CONTEXT pfc, PHTTP_FILTER_PREPROC_HEADERS pHeaders)
{
    CHAR szAsk[512], szAnswer[1024], *pszNext = szAsk;
    const char *words[MAX_WORDS] = { "", "", "" };
    DWORD cb = sizeof(szAsk), dwError;
    int i;

    if (!pHeaders->GetHeader(pfc, "X-Ask:", szAsk, &cb))
        return SF_STATUS_REQ_NEXT_NOTIFICATION;
    for (i = 0; i < MAX_WORDS && pszNext != NULL; i++)
    {
        words[i] = pszNext;
        pszNext = strchr(pszNext, '|');
        if (pszNext != NULL)
            *pszNext++ = 0;
    }
    g_szText[0] = 0;
    dwError = Do(pfc, pHeaders, words[0], words[1], words[2]);
    sprintf(szAnswer, "X-Answer: %lu %s\r\n", dwError, g_szText);
    pfc->AddResponseHeaders(pfc, szAnswer, 0);
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

/* Uses all the room that there is. */
static DWORD OnSendRawData(PHTTP_FILTER_RAW_DATA pRaw)
{
    memset((CHAR *)pRaw->pvInData + pRaw->cbInData, '.', pRaw->cbInBuffer - pRaw->cbInData);
    pRaw->cbInData = pRaw->cbInBuffer;
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD NotificationType, LPVOID pvNotification)
{
    switch (NotificationType)
    {
    case SF_NOTIFY_PREPROC_HEADERS:
        return OnPreprocHeaders(pfc, (PHTTP_FILTER_PREPROC_HEADERS)pvNotification);
    case SF_NOTIFY_SEND_RAW_DATA:
        return OnSendRawData((PHTTP_FILTER_RAW_DATA)pvNotification);
    case SF_NOTIFY_AUTH_COMPLETE:
        ((PHTTP_FILTER_AUTH_COMPLETE_INFO)pvNotification)->fResetAuth = !((PHTTP_FILTER_AUTH_COMPLETE_INFO)pvNotification)->fResetAuth;
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}
