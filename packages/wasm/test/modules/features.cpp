/* What modules do beside requests: global events, files, fragments, containers of every object, tracing, notifications. The URL chooses; the answer tells. */
#define _WINSOCKAPI_
#include <windows.h>
#include <sal.h>
#include <httpserv.h>
#include <stdio.h>
#include <stdarg.h>
#include <string>

IHttpServer *g_pHttpServer = NULL;
HTTP_MODULE_ID g_moduleId = NULL;
std::string g_heard;
int g_cCleaned = 0, g_cDisconnected = 0;

// {7D7A4F35-1F2E-4B6C-9A11-0123456789AB}
static const GUID g_provider = { 0x7d7a4f35, 0x1f2e, 0x4b6c, { 0x9a, 0x11, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab } };

static std::string Format(const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return text;
}

static void Debug(const std::string &text) { OutputDebugStringA(text.c_str()); }

class CStored : public IHttpConnectionStoredContext
{
public:
    VOID CleanupStoredContext(VOID) { g_cCleaned++; delete this; }
    VOID NotifyDisconnect(VOID) { g_cDisconnected++; }
};

class CNotice : public ICustomNotificationProvider
{
public:
    PCWSTR QueryNotificationType(VOID) { return L"features"; }
    VOID SetErrorStatus(HRESULT) {}
};

static std::string Put(const char *name, IHttpModuleContextContainer *pContainer)
{
    if (pContainer == NULL) return Format("%s:none ", name);
    const bool fThere = pContainer->GetModuleContext(g_moduleId) != NULL;
    CStored *pStored = new CStored;
    HRESULT hr = pContainer->SetModuleContext(pStored, g_moduleId);
    const bool fMine = pContainer->GetModuleContext(g_moduleId) == pStored;
    if (FAILED(hr)) delete pStored;
    return Format("%s:%d%d%08lx ", name, fThere, fMine, hr);
}

static std::string File(PCWSTR pwszPath)
{
    IHttpFileInfo *pFile = NULL;
    HRESULT hr = g_pHttpServer->GetFileInfo(pwszPath, NULL, NULL, NULL, NULL, TRUE, &pFile);
    if (FAILED(hr)) return Format("%08lx %d", hr, pFile == NULL);
    ULARGE_INTEGER size;
    FILETIME time;
    SYSTEMTIME system;
    USHORT cchETag = 0;
    pFile->GetSize(&size);
    pFile->GetLastModifiedTime(&time);
    FileTimeToSystemTime(&time, &system);
    PCSTR pszETag = pFile->GetETag(&cchETag);
    std::string text = Format("%ls %lu %.4s %d %lx %d %d|", pFile->GetFilePath(), (unsigned long)size.QuadPart, (const char *)pFile->GetFileBuffer(), strlen(pszETag) == cchETag, pFile->GetAttributes(), system.wYear, pFile->CheckIfFileHasChanged(NULL));
    text += Put("file", pFile->GetModuleContextContainer());
    pFile->ReferenceCacheData();
    pFile->DereferenceCacheData();
    pFile->DereferenceCacheData();
    return text;
}

static std::string Fragment()
{
    HTTP_DATA_CHUNK chunk;
    BYTE buffer[16] = { 0 };
    DWORD cb = 0;
    chunk.DataChunkType = HttpDataChunkFromMemory;
    chunk.FromMemory.pBuffer = (PVOID)"fragment";
    chunk.FromMemory.BufferLength = 8;
    std::string text = Format("%08lx", g_pHttpServer->ReadFragmentFromCache(L"a", buffer, sizeof buffer, &cb));
    text += Format(" %08lx", g_pHttpServer->AddFragmentToCache(&chunk, L"a"));
    text += Format(" %08lx %lu", g_pHttpServer->ReadFragmentFromCache(L"a", buffer, 3, &cb), cb);
    text += Format(" %08lx %lu %s", g_pHttpServer->ReadFragmentFromCache(L"a", buffer, sizeof buffer, &cb), cb, (const char *)buffer);
    text += Format(" %08lx", g_pHttpServer->RemoveFragmentFromCache(L"a"));
    text += Format(" %08lx", g_pHttpServer->RemoveFragmentFromCache(L"a"));
    return text;
}

static std::string Containers(IHttpContext *pHttpContext)
{
    std::string text = Put("request", pHttpContext->GetModuleContextContainer());
    text += Put("site", pHttpContext->GetSite()->GetModuleContextContainer());
    text += Put("application", pHttpContext->GetApplication()->GetModuleContextContainer());
    text += Put("url", pHttpContext->GetUrlInfo()->GetModuleContextContainer());
    text += Put("metadata", pHttpContext->GetMetadata()->GetModuleContextContainer());
    text += Put("connection", pHttpContext->GetConnection()->GetModuleContextContainer());
    IDispensedHttpModuleContextContainer *pDispensed = g_pHttpServer->DispenseContainer();
    text += Put("dispensed", pDispensed);
    const int cBefore = g_cCleaned;
    pDispensed->ReleaseContainer();
    IHttpContext3 *pHttpContext3 = NULL;
    HttpGetExtendedInterface(g_pHttpServer, pHttpContext, &pHttpContext3);
    INamedContextContainer *pNamed = pHttpContext3->GetNamedContextContainer();
    CStored *pStored = new CStored;
    text += Format("released:%d named:%08lx%d", g_cCleaned - cBefore, pNamed->SetNamedContext(pStored, L"mine"), pNamed->GetNamedContext(L"mine") == pStored);
    return text;
}

static std::string Objects(IHttpContext *pHttpContext)
{
    IHttpApplication *pApplication = pHttpContext->GetApplication();
    return Format("%lu %ls|%ls|%ls|%ls|%ls|%ls|%d", pHttpContext->GetSite()->GetSiteId(), pHttpContext->GetSite()->GetSiteName(), pApplication->GetApplicationPhysicalPath(), pApplication->GetApplicationId(),
        pApplication->GetAppConfigPath(), pHttpContext->GetMetadata()->GetMetaPath(), pHttpContext->GetMetadata()->GetVrPath(), pHttpContext->GetUrlInfo()->IsFrequentlyHit());
}

static std::string Trace(IHttpContext *pHttpContext)
{
    IHttpTraceContext *pTraceContext = pHttpContext->GetTraceContext();
    HTTP_TRACE_CONFIGURATION configuration = { &g_provider, 0, 0, FALSE };
    pTraceContext->GetTraceConfiguration(&configuration);
    std::string text = Format("%d ", configuration.fProviderEnabled);
    HTTP_TRACE_CONFIGURATION wanted = { &g_provider, 6, 4, TRUE };
    text += Format("%08lx ", pTraceContext->SetTraceConfiguration(g_moduleId, &wanted, 1));
    pTraceContext->GetTraceConfiguration(&configuration);
    text += Format("%d %lx %lu ", configuration.fProviderEnabled, configuration.dwAreas, configuration.dwVerbosity);
    DWORD dwNumber = 4000000000u;
    LONGLONG llNumber = -5;
    BOOL fTrue = TRUE;
    HTTP_TRACE_EVENT_ITEM items[] = {
        { L"Text", HTTP_TRACE_TYPE_LPCWSTR, (PBYTE)L"w\u00efde", 0, L"a text" },
        { L"Narrow", HTTP_TRACE_TYPE_LPCSTR, (PBYTE)"narrow", 7, NULL },
        { L"Number", HTTP_TRACE_TYPE_ULONG, (PBYTE)&dwNumber, sizeof dwNumber, NULL },
        { L"Long", HTTP_TRACE_TYPE_LONGLONG, (PBYTE)&llNumber, sizeof llNumber, NULL },
        { L"True", HTTP_TRACE_TYPE_BOOL, (PBYTE)&fTrue, sizeof fTrue, NULL },
        { L"Guid", HTTP_TRACE_TYPE_LPCGUID, (PBYTE)&g_provider, sizeof g_provider, NULL },
        { L"None", HTTP_TRACE_TYPE_LPCWSTR, NULL, 0, NULL }
    };
    HTTP_TRACE_EVENT event = { &g_provider, 2, NULL, 17, L"FEATURE", 1, 4, pTraceContext->GetTraceActivityId(), NULL, 0, 0, 7, items };
    g_heard.clear();
    text += Format("%08lx %d ", pTraceContext->RaiseTraceEvent(&event), event.pActivityGuid != NULL);
    event.cEventItems = 17;
    text += Format("%08lx ", pTraceContext->RaiseTraceEvent(&event));
    pTraceContext->QuickTrace(L"quick");
    return text + g_heard;
}

static std::string Notices()
{
    CNotice notice;
    g_heard.clear();
    std::string text = Format("%d ", g_pHttpServer->NotifyCustomNotification(&notice));
    g_pHttpServer->NotifyConfigurationChange(L"MACHINE/WEBROOT/APPHOST/Default Web Site");
    g_pHttpServer->NotifyFileChange(L"C:\\inetpub\\wwwroot\\a.txt");
    return text + g_heard;
}

static std::string Map(IHttpContext *pHttpContext)
{
    WCHAR path[200];
    DWORD cb = sizeof path;
    HRESULT hr = pHttpContext->MapPath(L"/mapped/x.txt", path, &cb);
    return Format("%08lx %ls", hr, SUCCEEDED(hr) ? path : L"");
}

class CFeatures : public CHttpModule
{
public:
    REQUEST_NOTIFICATION_STATUS OnBeginRequest(IN IHttpContext *pHttpContext, IN IHttpEventProvider *)
    {
        const std::wstring url = pHttpContext->GetScriptName();
        const std::string text = url == L"/file" ? File(L"C:\\inetpub\\wwwroot\\a.txt") : url == L"/no-file" ? File(L"C:\\inetpub\\wwwroot\\none.txt") : url == L"/fragment" ? Fragment()
            : url == L"/containers" ? Containers(pHttpContext) : url == L"/objects" ? Objects(pHttpContext) : url == L"/trace" ? Trace(pHttpContext) : url == L"/notices" ? Notices()
            : url == L"/map" ? Map(pHttpContext) : Format("%d %d", g_cCleaned, g_cDisconnected);
        HTTP_DATA_CHUNK chunk;
        DWORD cbSent;
        chunk.DataChunkType = HttpDataChunkFromMemory;
        chunk.FromMemory.pBuffer = (PVOID)text.data();
        chunk.FromMemory.BufferLength = (ULONG)text.size();
        pHttpContext->GetResponse()->WriteEntityChunks(&chunk, 1, FALSE, FALSE, &cbSent);
        return RQ_NOTIFICATION_FINISH_REQUEST;
    }

    REQUEST_NOTIFICATION_STATUS OnMapPath(IN IHttpContext *, IN IMapPathProvider *pProvider)
    {
        const std::wstring url = pProvider->GetUrl(), path = pProvider->GetPhysicalPath();
        if (url.compare(0, 8, L"/mapped/") != 0)
            return RQ_NOTIFICATION_CONTINUE;
        const std::wstring other = L"C:\\inetpub\\wwwroot\\other\\" + path.substr(path.rfind(L'\\') + 1);
        if (FAILED(pProvider->SetPhysicalPath(other.c_str(), (DWORD)other.size())))
            pProvider->SetErrorStatus(E_FAIL);
        return RQ_NOTIFICATION_CONTINUE;
    }
};

/* Registered by the event, not by RegisterModule. */
class CLater : public CHttpModule
{
public:
    REQUEST_NOTIFICATION_STATUS OnSendResponse(IN IHttpContext *pHttpContext, IN ISendResponseProvider *)
    {
        pHttpContext->GetResponse()->SetHeader("X-Later", "yes", 3, TRUE);
        return RQ_NOTIFICATION_CONTINUE;
    }
};

template <class T> class CFactory : public IHttpModuleFactory
{
public:
    HRESULT GetHttpModule(OUT CHttpModule **ppModule, IN IModuleAllocator *)
    {
        *ppModule = new T;
        return S_OK;
    }
    void Terminate() { delete this; }
};

class CFeaturesGlobal : public CGlobalModule
{
public:
    GLOBAL_NOTIFICATION_STATUS OnGlobalApplicationResolveModules(IN IHttpApplicationResolveModulesProvider *pProvider)
    {
        HRESULT hr = pProvider->RegisterModule(g_moduleId, new CFactory<CLater>, L"later", L"", L"", RQ_SEND_RESPONSE, 0);
        Debug(Format("resolve %ls %08lx %08lx", pProvider->GetApplication()->GetApplicationId(), hr, pProvider->SetPriorityForRequestNotification(L"later", RQ_SEND_RESPONSE, PRIORITY_ALIAS_HIGH)));
        return GL_NOTIFICATION_CONTINUE;
    }
    GLOBAL_NOTIFICATION_STATUS OnGlobalApplicationStart(IN IHttpApplicationStartProvider *pProvider)
    {
        Debug(Format("start %ls ", pProvider->GetApplication()->GetAppConfigPath()) + Put("application", pProvider->GetApplication()->GetModuleContextContainer()));
        return GL_NOTIFICATION_CONTINUE;
    }
    GLOBAL_NOTIFICATION_STATUS OnGlobalApplicationStop(IN IHttpApplicationStopProvider *pProvider)
    {
        Debug(Format("stop %ls", pProvider->GetApplication()->GetApplicationId()));
        return GL_NOTIFICATION_CONTINUE;
    }
    GLOBAL_NOTIFICATION_STATUS OnGlobalStopListening(IN IGlobalStopListeningProvider *pProvider)
    {
        Debug(Format("stop listening %d", pProvider->DrainRequestsGracefully()));
        return GL_NOTIFICATION_CONTINUE;
    }
    GLOBAL_NOTIFICATION_STATUS OnGlobalConfigurationChange(IN IGlobalConfigurationChangeProvider *pProvider)
    {
        g_heard += Format("change %ls;", pProvider->GetChangePath());
        return GL_NOTIFICATION_CONTINUE;
    }
    GLOBAL_NOTIFICATION_STATUS OnGlobalFileChange(IN IGlobalFileChangeProvider *pProvider)
    {
        g_heard += Format("file %ls %d;", pProvider->GetFileName(), pProvider->GetFileMonitor() == NULL);
        return GL_NOTIFICATION_CONTINUE;
    }
    GLOBAL_NOTIFICATION_STATUS OnGlobalCustomNotification(IN ICustomNotificationProvider *pProvider)
    {
        g_heard += Format("custom %ls;", pProvider->QueryNotificationType());
        return GL_NOTIFICATION_HANDLED;
    }
    GLOBAL_NOTIFICATION_STATUS OnGlobalTraceEvent(IN IGlobalTraceEventProvider *pProvider)
    {
        if (!pProvider->CheckSubscription(g_moduleId))
            return GL_NOTIFICATION_CONTINUE;
        HTTP_TRACE_EVENT *pEvent = NULL;
        IHttpContext *pHttpContext = NULL;
        HRESULT hr = pProvider->GetTraceEvent(&pEvent);
        HRESULT hrContext = pProvider->GetCurrentHttpRequestContext(&pHttpContext);
        g_heard += Format("%08lx %08lx %d %ls %lu %lu", hr, hrContext, *pEvent->pProviderGuid == g_provider, pEvent->pszEventName, pEvent->dwEvent, pEvent->cEventItems);
        for (DWORD i = 0; i < pEvent->cEventItems; i++)
        {
            const HTTP_TRACE_EVENT_ITEM &item = pEvent->pEventItems[i];
            g_heard += Format(" %ls=", item.pszName);
            switch (item.dwDataType)
            {
            case HTTP_TRACE_TYPE_LPCWSTR: g_heard += item.pbData ? Format("%d/%lu", wcscmp((PCWSTR)item.pbData, L"w\u00efde"), item.cbData) : "(null)"; break;
            case HTTP_TRACE_TYPE_LPCSTR: g_heard += Format("%s/%lu", (PCSTR)item.pbData, item.cbData); break;
            case HTTP_TRACE_TYPE_ULONG: g_heard += Format("%lu/%lu", *(DWORD *)item.pbData, item.cbData); break;
            case HTTP_TRACE_TYPE_LONGLONG: g_heard += Format("%lld/%lu", *(LONGLONG *)item.pbData, item.cbData); break;
            case HTTP_TRACE_TYPE_BOOL: g_heard += Format("%d/%lu", *(BOOL *)item.pbData, item.cbData); break;
            case HTTP_TRACE_TYPE_LPCGUID: g_heard += Format("%d/%lu", *(GUID *)item.pbData == g_provider, item.cbData); break;
            default: g_heard += "?";
            }
        }
        g_heard += ";";
        return GL_NOTIFICATION_CONTINUE;
    }
    GLOBAL_NOTIFICATION_STATUS OnGlobalThreadCleanup(IN IGlobalThreadCleanupProvider *) { return GL_NOTIFICATION_CONTINUE; }
    VOID Terminate() { Debug("terminated"); delete this; }
};

HRESULT __stdcall RegisterModule(DWORD, IHttpModuleRegistrationInfo *pModuleInfo, IHttpServer *pHttpServer)
{
    g_pHttpServer = pHttpServer;
    g_moduleId = pModuleInfo->GetId();
    HRESULT hr = pModuleInfo->SetRequestNotifications(new CFactory<CFeatures>, RQ_BEGIN_REQUEST | RQ_MAP_PATH, 0);
    if (SUCCEEDED(hr))
        hr = pModuleInfo->SetGlobalNotifications(new CFeaturesGlobal, GL_APPLICATION_RESOLVE_MODULES | GL_APPLICATION_START | GL_APPLICATION_STOP | GL_STOP_LISTENING | GL_CONFIGURATION_CHANGE | GL_FILE_CHANGE | GL_CUSTOM_NOTIFICATION | GL_TRACE_EVENT | GL_THREAD_CLEANUP | GL_CACHE_OPERATION);
    return hr;
}
