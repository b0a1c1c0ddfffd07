// Exercises what C++ filters use: the standard library, exceptions, the registry, an ini file beside the module, the event log, a static object.

#include <windows.h>
#include <httpfilt.h>
#include <map>
#include <stdexcept>
#include <string>
#include <stdio.h>

class Settings
{
public:
    Settings() : m_fLoaded(false) { InitializeCriticalSection(&m_lock); }
    ~Settings() { DeleteCriticalSection(&m_lock); OutputDebugString("unloaded"); }

    void Load()
    {
        HKEY hKey;
        CHAR szValue[256];
        DWORD cbValue = sizeof(szValue), dwType;

        if (RegOpenKeyEx(HKEY_LOCAL_MACHINE, "SOFTWARE\\Contoso\\Filter", 0, KEY_READ, &hKey) == ERROR_SUCCESS)
        {
            if (RegQueryValueEx(hKey, "Greeting", NULL, &dwType, (LPBYTE)szValue, &cbValue) == ERROR_SUCCESS && dwType == REG_SZ)
                m_values["greeting"] = szValue;
            RegCloseKey(hKey);
        }
        CHAR szModule[MAX_PATH];
        if (GetModuleFileName(GetModuleHandle("everything.dll"), szModule, MAX_PATH) == 0)
            throw std::runtime_error("no module name");
        std::string ini(szModule);
        ini.replace(ini.rfind('.'), std::string::npos, ".ini");
        GetPrivateProfileString("filter", "mode", "none", szValue, sizeof(szValue), ini.c_str());
        m_values["mode"] = szValue;
        FILE *file = fopen("C:\\inetpub\\wwwroot\\INDEX.html", "r");
        if (file != NULL)
        {
            if (fgets(szValue, sizeof(szValue), file))
                m_values["index"] = szValue;
            fclose(file);
        }
        m_fLoaded = true;
    }

    std::string Get(const std::string &name)
    {
        EnterCriticalSection(&m_lock);
        std::map<std::string, std::string>::const_iterator found = m_values.find(name);
        LeaveCriticalSection(&m_lock);
        if (found == m_values.end())
            throw std::out_of_range(name);
        return found->second;
    }

private:
    CRITICAL_SECTION m_lock;
    bool m_fLoaded;
    std::map<std::string, std::string> m_values;
};

static Settings g_settings;

extern "C" BOOL WINAPI DllMain(HINSTANCE, DWORD, LPVOID) { return TRUE; }

BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer)
{
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    lstrcpyn(pVer->lpszFilterDesc, "Everything", SF_MAX_FILTER_DESC_LEN);
    pVer->dwFlags = SF_NOTIFY_PREPROC_HEADERS;
    g_settings.Load();
    HANDLE hLog = RegisterEventSource(NULL, "Everything");
    LPCSTR texts[] = { "loaded" };
    ReportEvent(hLog, EVENTLOG_INFORMATION_TYPE, 0, 7, NULL, 1, 0, texts, NULL);
    DeregisterEventSource(hLog);
    return TRUE;
}

static std::string Answer(const std::string &question)
{
    try
    {
        return g_settings.Get(question);
    }
    catch (const std::out_of_range &missing)
    {
        return std::string("no ") + missing.what();
    }
}

DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD, LPVOID pvNotification)
{
    PHTTP_FILTER_PREPROC_HEADERS pHeaders = static_cast<PHTTP_FILTER_PREPROC_HEADERS>(pvNotification);
    CHAR szName[64];
    DWORD cbName = sizeof(szName);
    if (!pHeaders->GetHeader(pfc, const_cast<LPSTR>("X-Ask:"), szName, &cbName))
        return SF_STATUS_REQ_NEXT_NOTIFICATION;
    if (std::string(szName) == "throw")
        throw 42;
    std::string line = "X-Answer: " + Answer(szName) + "\r\n";
    pfc->AddResponseHeaders(pfc, const_cast<LPSTR>(line.c_str()), 0);
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}
