/* What a module finds around it: where to write stands in the registry, what to write in the environment, and the file on the drive. */
#include <windows.h>
#include <stdio.h>
#include <httpserv.h>

static char g_szFile[MAX_PATH];
static char g_szText[64];

class CWriting : public CHttpModule
{
public:
    REQUEST_NOTIFICATION_STATUS OnBeginRequest(IN IHttpContext *pHttpContext, IN OUT IHttpEventProvider *)
    {
        char result[32];
        DWORD written = 0;
        HANDLE hFile = CreateFileA(g_szFile, GENERIC_WRITE, FILE_SHARE_READ, NULL, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
        if (hFile != INVALID_HANDLE_VALUE)
        {
            SetFilePointer(hFile, 0, NULL, FILE_END);
            WriteFile(hFile, g_szText, (DWORD)strlen(g_szText), &written, NULL);
            sprintf(result, "%u bytes", (unsigned)written);
            CloseHandle(hFile);
        }
        else
        {
            sprintf(result, "error %u", (unsigned)GetLastError());
        }
        pHttpContext->GetResponse()->SetHeader("X-Written", result, (USHORT)strlen(result), TRUE);
        return RQ_NOTIFICATION_CONTINUE;
    }
};

class CWritingFactory : public IHttpModuleFactory
{
public:
    HRESULT GetHttpModule(OUT CHttpModule **ppModule, IN IModuleAllocator *)
    {
        *ppModule = new CWriting;
        return S_OK;
    }
    void Terminate() { delete this; }
};

HRESULT __stdcall RegisterModule(DWORD, IHttpModuleRegistrationInfo *pModuleInfo, IHttpServer *)
{
    HKEY hKey;
    DWORD dwSize = sizeof(g_szFile);
    LONG lError = RegOpenKeyExA(HKEY_LOCAL_MACHINE, "Software\\Contoso\\Module", 0, KEY_READ, &hKey);
    if (lError != ERROR_SUCCESS) return HRESULT_FROM_WIN32(lError);
    lError = RegQueryValueExA(hKey, "File", NULL, NULL, (LPBYTE)g_szFile, &dwSize);
    RegCloseKey(hKey);
    if (lError != ERROR_SUCCESS) return HRESULT_FROM_WIN32(lError);
    if (GetEnvironmentVariableA("MODULE_TEXT", g_szText, sizeof(g_szText)) == 0) strcpy(g_szText, "nothing\n");
    return pModuleInfo->SetRequestNotifications(new CWritingFactory, RQ_BEGIN_REQUEST, 0);
}
