// BanList.cpp : turns clients away. Settings come from the registry:
//
//   HKEY_LOCAL_MACHINE\SOFTWARE\Contoso\BanList
//     Agents     REG_MULTI_SZ   what a User-Agent must not contain
//     Addresses  REG_MULTI_SZ   192.0.2.1, or 192.0.2.* for a network
//     Message    REG_SZ         what banned clients get to read
//     Strikes    REG_DWORD      so many refusals, and the address stays out; 0 for never
//
// Bad settings keep the filter from starting; the event log says which.

#pragma warning(disable: 4786)  // names of templates are cut in the debug information

#include <windows.h>
#include <httpfilt.h>
#include <algorithm>
#include <map>
#include <stdexcept>
#include <stdlib.h>
#include <string>
#include <vector>

using namespace std;

typedef vector<string> StringList;

static string ToString(long lValue)
{
    char szValue[16];
    return _ltoa(lValue, szValue, 10);
}

class Win32Error : public runtime_error
{
public:
    Win32Error(const string& strWhat, LONG lError) : runtime_error(strWhat + ": error " + ToString(lError)), m_lError(lError) {}
    LONG Error() const { return m_lError; }

private:
    LONG m_lError;
};

class RegistryKey
{
public:
    RegistryKey(HKEY hParent, LPCTSTR lpszPath) : m_hKey(NULL)
    {
        LONG lError = RegOpenKeyEx(hParent, lpszPath, 0, KEY_READ, &m_hKey);
        if (lError != ERROR_SUCCESS)
            throw Win32Error(lpszPath, lError);
    }
    ~RegistryKey() { RegCloseKey(m_hKey); }

    string GetString(LPCTSTR lpszName, const string& strDefault) const
    {
        vector<BYTE> data;
        if (!Query(lpszName, REG_SZ, data))
            return strDefault;
        return string(reinterpret_cast<const char*>(&data[0]));
    }

    DWORD GetDword(LPCTSTR lpszName, DWORD dwDefault) const
    {
        vector<BYTE> data;
        return Query(lpszName, REG_DWORD, data) ? *reinterpret_cast<const DWORD*>(&data[0]) : dwDefault;
    }

    StringList GetList(LPCTSTR lpszName) const
    {
        vector<BYTE> data;
        StringList list;
        if (Query(lpszName, REG_MULTI_SZ, data))
            for (const char* psz = reinterpret_cast<const char*>(&data[0]); *psz; psz += strlen(psz) + 1)
                list.push_back(psz);
        return list;
    }

private:
    // false: there is no such value. Two zeros behind the data, whatever it is.
    bool Query(LPCTSTR lpszName, DWORD dwWanted, vector<BYTE>& data) const
    {
        DWORD dwType = REG_NONE, cbData = 0;
        LONG lError = RegQueryValueEx(m_hKey, lpszName, NULL, &dwType, NULL, &cbData);
        if (lError == ERROR_FILE_NOT_FOUND)
            return false;
        if (lError == ERROR_SUCCESS && dwType != dwWanted)
            lError = ERROR_INVALID_DATATYPE;
        if (lError == ERROR_SUCCESS)
        {
            data.resize(cbData + 2);
            lError = RegQueryValueEx(m_hKey, lpszName, NULL, &dwType, &data[0], &cbData);
        }
        if (lError != ERROR_SUCCESS)
            throw Win32Error(lpszName, lError);
        return true;
    }

    RegistryKey(const RegistryKey&);
    RegistryKey& operator=(const RegistryKey&);
    HKEY m_hKey;
};

class Lock
{
public:
    explicit Lock(CRITICAL_SECTION& cs) : m_cs(cs) { EnterCriticalSection(&m_cs); }
    ~Lock() { LeaveCriticalSection(&m_cs); }

private:
    CRITICAL_SECTION& m_cs;
};

class BanList
{
public:
    BanList() : m_dwStrikes(0) { InitializeCriticalSection(&m_cs); }
    ~BanList() { DeleteCriticalSection(&m_cs); }

    void Load()
    {
        RegistryKey key(HKEY_LOCAL_MACHINE, "SOFTWARE\\Contoso\\BanList");
        m_agents = key.GetList("Agents");
        for_each(m_agents.begin(), m_agents.end(), MakeLower);
        m_addresses = key.GetList("Addresses");
        for (StringList::const_iterator it = m_addresses.begin(); it != m_addresses.end(); ++it)
            if (it->find_first_not_of("0123456789abcdefABCDEF.:*") != string::npos || it->find('*') < it->size() - 1)
                throw invalid_argument("Addresses: \"" + *it + "\" is no address");
        m_strMessage = key.GetString("Message", "Access denied.");
        m_dwStrikes = key.GetDword("Strikes", 0);
    }

    bool IsBanned(const string& strAddress, string strAgent)
    {
        if (find_if(m_addresses.begin(), m_addresses.end(), Matches(strAddress)) != m_addresses.end())
            return true;

        Lock lock(m_cs);
        map<string, DWORD>::iterator it = m_strikes.find(strAddress);
        if (m_dwStrikes != 0 && it != m_strikes.end() && it->second >= m_dwStrikes)
            return true;

        MakeLower(strAgent);
        for (StringList::const_iterator agent = m_agents.begin(); agent != m_agents.end(); ++agent)
        {
            if (strAgent.find(*agent) == string::npos)
                continue;
            ++m_strikes[strAddress];
            return true;
        }
        return false;
    }

    const string& Message() const { return m_strMessage; }

private:
    struct Matches
    {
        Matches(const string& strAddress) : m_strAddress(strAddress) {}
        bool operator()(const string& strPattern) const
        {
            if (strPattern.empty() || strPattern[strPattern.size() - 1] != '*')
                return m_strAddress == strPattern;
            return m_strAddress.compare(0, strPattern.size() - 1, strPattern, 0, strPattern.size() - 1) == 0;
        }
        string m_strAddress;
    };

    static void MakeLower(string& str) { transform(str.begin(), str.end(), str.begin(), ::tolower); }

    CRITICAL_SECTION m_cs;
    StringList m_agents, m_addresses;
    string m_strMessage;
    DWORD m_dwStrikes;
    map<string, DWORD> m_strikes;
};

static BanList g_list;

static void ReportError(const char* pszWhat)
{
    HANDLE hLog = RegisterEventSource(NULL, "BanList");
    if (hLog == NULL)
        return;
    ReportEvent(hLog, EVENTLOG_ERROR_TYPE, 0, 100, NULL, 1, 0, &pszWhat, NULL);
    DeregisterEventSource(hLog);
}

BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer)
{
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    lstrcpyn(pVer->lpszFilterDesc, "Ban list", SF_MAX_FILTER_DESC_LEN);
    pVer->dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_ORDER_HIGH | SF_NOTIFY_SECURE_PORT | SF_NOTIFY_NONSECURE_PORT;
    try
    {
        g_list.Load();
        return TRUE;
    }
    catch (const Win32Error& error)
    {
        ReportError(error.what());
        SetLastError(error.Error());
    }
    catch (const exception& error)
    {
        ReportError(error.what());
        SetLastError(ERROR_INVALID_DATA);
    }
    return FALSE;
}

// A header or variable of any length; empty when there is none.
template <class Getter>
static string Fetch(Getter get)
{
    vector<char> buffer(64);
    DWORD cb = (DWORD)buffer.size();
    while (!get(&buffer[0], &cb))
    {
        if (GetLastError() != ERROR_INSUFFICIENT_BUFFER)
            return string();
        buffer.resize(cb);
    }
    return string(&buffer[0]);
}

struct HeaderGetter
{
    PHTTP_FILTER_CONTEXT pfc;
    PHTTP_FILTER_PREPROC_HEADERS pHeaders;
    LPSTR lpszName;
    BOOL operator()(LPVOID pv, LPDWORD pcb) const { return pHeaders->GetHeader(pfc, lpszName, pv, pcb); }
};

struct VariableGetter
{
    PHTTP_FILTER_CONTEXT pfc;
    LPSTR lpszName;
    BOOL operator()(LPVOID pv, LPDWORD pcb) const { return pfc->GetServerVariable(pfc, lpszName, pv, pcb); }
};

static DWORD Refuse(PHTTP_FILTER_CONTEXT pfc)
{
    string strBody = g_list.Message() + "\r\n";
    string strHeaders = "Content-Type: text/plain\r\nContent-Length: " + ToString((long)strBody.size()) + "\r\n\r\n";
    DWORD cb = (DWORD)strBody.size();
    if (!pfc->ServerSupportFunction(pfc, SF_REQ_SEND_RESPONSE_HEADER, "403 Forbidden", (DWORD)strHeaders.c_str(), 0) ||
        !pfc->WriteClient(pfc, (LPVOID)strBody.data(), &cb, 0))
        return SF_STATUS_REQ_ERROR;
    return SF_STATUS_REQ_FINISHED;
}

DWORD WINAPI HttpFilterProc(PHTTP_FILTER_CONTEXT pfc, DWORD NotificationType, LPVOID pvNotification)
{
    if (NotificationType != SF_NOTIFY_PREPROC_HEADERS)
        return SF_STATUS_REQ_NEXT_NOTIFICATION;
    try
    {
        HeaderGetter agent = { pfc, (PHTTP_FILTER_PREPROC_HEADERS)pvNotification, "User-Agent:" };
        VariableGetter address = { pfc, "REMOTE_ADDR" };
        if (g_list.IsBanned(Fetch(address), Fetch(agent)))
            return Refuse(pfc);
    }
    catch (const exception& error)
    {
        ReportError(error.what());
        SetLastError(ERROR_OUTOFMEMORY);
        return SF_STATUS_REQ_ERROR;
    }
    return SF_STATUS_REQ_NEXT_NOTIFICATION;
}

BOOL WINAPI TerminateFilter(DWORD)
{
    return TRUE;
}
