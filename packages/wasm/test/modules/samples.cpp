/* What the samples of the reference do, chosen by the URL. Exported by a .def file, as they are: RegisterModule has its C++ name. */
#define _WINSOCKAPI_
#include <windows.h>
#include <sal.h>
#include <httpserv.h>
#include <stdio.h>

IHttpServer *g_pHttpServer = NULL;
HTTP_MODULE_ID g_moduleId = NULL;
int g_cInstances = 0, g_cCleaned = 0;

class CVisits : public IHttpStoredContext
{
public:
    CVisits() : m_cVisits(0) {}
    VOID CleanupStoredContext(VOID) { g_cCleaned++; delete this; }
    int m_cVisits;
};

class CSampleNotification : public ICustomNotificationProvider
{
public:
    CSampleNotification() : m_cHeard(0) {}
    PCWSTR QueryNotificationType(VOID) { return L"sample"; }
    VOID SetErrorStatus(HRESULT) {}
    int m_cHeard;
};

class CSampleModule : public CHttpModule
{
    IHttpContext *m_pChild;
    char m_body[64];
    DWORD m_cbBody;
    const char *m_pszWaits;

    HRESULT Write(IHttpContext *pHttpContext, PCSTR pszText)
    {
        HTTP_DATA_CHUNK dataChunk;
        DWORD cbSent;
        dataChunk.DataChunkType = HttpDataChunkFromMemory;
        dataChunk.FromMemory.pBuffer = (PVOID)pszText;
        dataChunk.FromMemory.BufferLength = (ULONG)strlen(pszText);
        return pHttpContext->GetResponse()->WriteEntityChunks(&dataChunk, 1, FALSE, TRUE, &cbSent);
    }

    REQUEST_NOTIFICATION_STATUS Say(IHttpContext *pHttpContext, PCSTR pszText)
    {
        IHttpResponse *pHttpResponse = pHttpContext->GetResponse();
        pHttpResponse->Clear();
        pHttpResponse->SetHeader(HttpHeaderContentType, "text/plain", (USHORT)strlen("text/plain"), TRUE);
        Write(pHttpContext, pszText);
        return RQ_NOTIFICATION_FINISH_REQUEST;
    }

    int Deeper(volatile int n) { volatile char block[512]; block[n % 512] = (char)n; return Deeper(n + 1) + block[n % 512]; }

public:
    CSampleModule() : m_pChild(NULL), m_cbBody(0), m_pszWaits("") { g_cInstances++; }
    ~CSampleModule() { g_cInstances--; }

    REQUEST_NOTIFICATION_STATUS OnBeginRequest(IN IHttpContext *pHttpContext, IN IHttpEventProvider *pProvider)
    {
        IHttpRequest *pRequest = pHttpContext->GetRequest();
        char text[512];
        DWORD cch = 0;
        PCWSTR pwszUrl = pHttpContext->GetScriptName(&cch);

        if (pHttpContext->GetParentContext() != NULL)
            return RQ_NOTIFICATION_CONTINUE;
        if (!wcscmp(pwszUrl, L"/hello"))
            return Say(pHttpContext, "Hello World!");
        if (!wcscmp(pwszUrl, L"/facts"))
        {
            PCSTR pszHost = NULL, pszVariable = NULL, pszNone = NULL;
            PCWSTR pwszVariable = NULL;
            USHORT cchHost = 0;
            DWORD cchVariable = 0, cchWide = 0;
            pszHost = pRequest->GetHeader(HttpHeaderHost, &cchHost);
            PCSTR pszOwn = pRequest->GetHeader("X-Own");
            HRESULT hr = pHttpContext->GetServerVariable("QUERY_STRING", &pszVariable, &cchVariable);
            HRESULT hrWide = pHttpContext->GetServerVariable("REQUEST_METHOD", &pwszVariable, &cchWide);
            HRESULT hrNone = pHttpContext->GetServerVariable("NO_SUCH", &pszNone, &cchVariable);
            HTTP_REQUEST *pRaw = pRequest->GetRawHttpRequest();
            PSOCKADDR pAddress = pRequest->GetRemoteAddress();
            USHORT major, minor;
            pRequest->GetHttpVersion(&major, &minor);
            sprintf(text, "%s|%s|%08lx %s|%08lx %ls %lu|%08lx|%s %ls %d|%d|%d.%d|%d|%lu", pszHost, pszOwn ? pszOwn : "(none)", hr, pszVariable, hrWide, pwszVariable, cchWide, hrNone,
                pRaw->pRawUrl, pRaw->CookedUrl.pAbsPath, (int)pRaw->Verb, (int)pAddress->sa_family, major, minor, pRequest->GetHeader("X-Own") == pszOwn, pRequest->GetSiteId());
            return Say(pHttpContext, text);
        }
        if (!wcscmp(pwszUrl, L"/status"))
        {
            IHttpResponse *pResponse = pHttpContext->GetResponse();
            USHORT status = 0, sub = 0;
            PCSTR pszReason = NULL;
            pResponse->SetHeader("X-Sample", "one", 3, TRUE);
            pResponse->SetHeader("X-Sample", "two...", 3, FALSE);
            pResponse->SetStatus(418, "Teapot", 3);
            pResponse->GetStatus(&status, &sub, &pszReason);
            sprintf(text, "%d.%d %s %s", status, sub, pszReason, pResponse->GetHeader("X-Sample"));
            Write(pHttpContext, text);
            pResponse->SetHeader("X-Chunks", "", 0, TRUE);
            HTTP_RESPONSE *pRaw = pResponse->GetRawHttpResponse();
            sprintf(text, " %d %lu", pRaw->EntityChunkCount, pRaw->pEntityChunks[0].FromMemory.BufferLength);
            Write(pHttpContext, text);
            return RQ_NOTIFICATION_FINISH_REQUEST;
        }
        if (!wcscmp(pwszUrl, L"/post"))
        {
            m_pszWaits = "post";
            pHttpContext->PostCompletion(1234);
            return RQ_NOTIFICATION_PENDING;
        }
        if (!wcscmp(pwszUrl, L"/indicate"))
        {
            Say(pHttpContext, "indicated");
            pHttpContext->IndicateCompletion(RQ_NOTIFICATION_FINISH_REQUEST);
            return RQ_NOTIFICATION_PENDING;
        }
        if (!wcscmp(pwszUrl, L"/routine"))
        {
            IHttpContext3 *pHttpContext3 = NULL;
            if (FAILED(HttpGetExtendedInterface(g_pHttpServer, pHttpContext, &pHttpContext3)))
                return RQ_NOTIFICATION_CONTINUE;
            pHttpContext3->PostCompletion(5, Routine, pHttpContext);
            return RQ_NOTIFICATION_PENDING;
        }
        if (!wcscmp(pwszUrl, L"/read"))
        {
            BOOL fPending = FALSE;
            m_pszWaits = "read";
            if (FAILED(pRequest->ReadEntityBody(m_body, sizeof m_body, TRUE, &m_cbBody, &fPending)))
                return Say(pHttpContext, "nothing");
            if (fPending)
                return RQ_NOTIFICATION_PENDING;
            m_body[m_cbBody] = 0;
            return Say(pHttpContext, m_body);
        }
        if (!wcscmp(pwszUrl, L"/visits"))
        {
            IHttpModuleContextContainer *pContainer = pHttpContext->GetConnection()->GetModuleContextContainer();
            CVisits *pVisits = (CVisits *)pContainer->GetModuleContext(g_moduleId);
            HRESULT hr = S_OK;
            if (pVisits == NULL)
                hr = pContainer->SetModuleContext(pVisits = new CVisits, g_moduleId);
            HRESULT hrAgain = pContainer->SetModuleContext(pVisits, g_moduleId);
            pHttpContext->GetModuleContextContainer()->SetModuleContext(new CVisits, g_moduleId);
            sprintf(text, "%d %08lx %08lx %d %d", ++pVisits->m_cVisits, hr, hrAgain, g_cCleaned, g_cInstances);
            return Say(pHttpContext, text);
        }
        if (!wcscmp(pwszUrl, L"/places"))
        {
            WCHAR path[200];
            DWORD cb = sizeof path, small = 4;
            HRESULT hr = pHttpContext->MapPath(L"/a/b.txt", path, &cb);
            HRESULT hrSmall = pHttpContext->MapPath(L"/a/b.txt", path, &small);
            sprintf(text, "%ls|%08lx|%08lx|%ls|%ls|%ls", SUCCEEDED(hr) ? path : L"", hr, hrSmall, pHttpContext->GetPhysicalPath(), pHttpContext->GetSite()->GetSiteName(), pHttpContext->GetApplication()->GetApplicationId());
            return Say(pHttpContext, text);
        }
        if (!wcscmp(pwszUrl, L"/memory"))
        {
            char *pMemory = (char *)pHttpContext->AllocateRequestMemory(100000);
            int zero = 1;
            for (int i = 0; i < 100000; i++) if (pMemory[i]) zero = 0;
            memset(pMemory, 'x', 100000);
            sprintf(text, "%d %d", zero, pHttpContext->AllocateRequestMemory(0) == NULL);
            return Say(pHttpContext, text);
        }
        if (!wcscmp(pwszUrl, L"/custom"))
        {
            CSampleNotification notification;
            BOOL fExpected = FALSE;
            HRESULT hr = pHttpContext->NotifyCustomNotification(&notification, &fExpected);
            sprintf(text, "%08lx %d %d", hr, fExpected, notification.m_cHeard);
            return Say(pHttpContext, text);
        }
        if (!wcscmp(pwszUrl, L"/unsupported"))
        {
            IHttpTokenEntry *pEntry;
            IHttpServer2 *pServer;
            g_pHttpServer->GetExtendedInterface(HTTP_SERVER_INTERFACE_V2, (PVOID *)&pServer);
            sprintf(text, "%08lx", pServer->GetToken(L"u", L"p", 3, &pEntry));
            return Say(pHttpContext, text);
        }
        if (!wcscmp(pwszUrl, L"/error"))
        {
            pProvider->SetErrorStatus(HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND));
            pHttpContext->GetResponse()->SetStatus(404, "Not Found");
            return RQ_NOTIFICATION_FINISH_REQUEST;
        }
        if (!wcscmp(pwszUrl, L"/trap"))
            *(volatile int *)0x7FFFFFF0 = 1;
        if (!wcscmp(pwszUrl, L"/null"))
            *(volatile int *)(DWORD_PTR)strlen("") = 1;
        if (!wcscmp(pwszUrl, L"/stack"))
            return (REQUEST_NOTIFICATION_STATUS)Deeper(0);
        if (!wcscmp(pwszUrl, L"/throw"))
            throw 1;
        return RQ_NOTIFICATION_CONTINUE;
    }

    REQUEST_NOTIFICATION_STATUS OnCustomRequestNotification(IN IHttpContext *, IN ICustomNotificationProvider *pProvider)
    {
        if (!wcscmp(pProvider->QueryNotificationType(), L"sample"))
            static_cast<CSampleNotification *>(pProvider)->m_cHeard++;
        return RQ_NOTIFICATION_CONTINUE;
    }

    static VOID WINAPI Routine(DWORD, DWORD cbBytes, LPOVERLAPPED pOverlapped)
    {
        IHttpContext *pHttpContext = (IHttpContext *)pOverlapped;
        HTTP_DATA_CHUNK chunk;
        DWORD cbSent;
        chunk.DataChunkType = HttpDataChunkFromMemory;
        chunk.FromMemory.pBuffer = (PVOID)"routine";
        chunk.FromMemory.BufferLength = cbBytes;
        pHttpContext->GetResponse()->WriteEntityChunks(&chunk, 1, FALSE, FALSE, &cbSent);
        pHttpContext->IndicateCompletion(RQ_NOTIFICATION_FINISH_REQUEST);
    }

    REQUEST_NOTIFICATION_STATUS OnAuthenticateRequest(IN IHttpContext *pHttpContext, IN IAuthenticationProvider *pProvider);

    REQUEST_NOTIFICATION_STATUS OnSendResponse(IN IHttpContext *pHttpContext, IN ISendResponseProvider *pProvider)
    {
        pHttpContext->GetResponse()->SetHeader("X-Sent", pProvider->GetHeadersBeingSent() ? "yes" : "no", 2, TRUE);
        return RQ_NOTIFICATION_CONTINUE;
    }

    REQUEST_NOTIFICATION_STATUS OnReadEntity(IN IHttpContext *, IN IReadEntityProvider *pProvider)
    {
        PVOID pBuffer;
        DWORD cbData, cbBuffer;
        pProvider->GetEntity(&pBuffer, &cbData, &cbBuffer);
        for (DWORD i = 0; i < cbData; i++) ((char *)pBuffer)[i] = (char)toupper(((char *)pBuffer)[i]);
        return RQ_NOTIFICATION_CONTINUE;
    }

    REQUEST_NOTIFICATION_STATUS OnAsyncCompletion(IN IHttpContext *pHttpContext, IN DWORD dwNotification, IN BOOL fPostNotification, IN IHttpEventProvider *, IN IHttpCompletionInfo *pCompletionInfo)
    {
        char text[100];
        if (!strcmp(m_pszWaits, "read"))
        {
            m_body[pCompletionInfo->GetCompletionBytes()] = 0;
            return Say(pHttpContext, m_body);
        }
        sprintf(text, "%s %lx %d %lu %ld", m_pszWaits, dwNotification, fPostNotification, pCompletionInfo->GetCompletionBytes(), pCompletionInfo->GetCompletionStatus());
        return Say(pHttpContext, text);
    }
};

/* A user of the module's own */
class CSampleUser : public IHttpUser
{
    LONG m_cRefs;
    ~CSampleUser() {}
public:
    CSampleUser() : m_cRefs(1) {}
    PCWSTR GetRemoteUserName(VOID) { return L"S\u00e4mple"; }
    PCWSTR GetUserName(VOID) { return L"sample"; }
    PCWSTR GetAuthenticationType(VOID) { return L"Sample"; }
    PCWSTR GetPassword(VOID) { return L""; }
    HANDLE GetImpersonationToken(VOID) { return NULL; }
    HANDLE GetPrimaryToken(VOID) { return NULL; }
    VOID ReferenceUser(VOID) { InterlockedIncrement(&m_cRefs); }
    VOID DereferenceUser(VOID) { if (InterlockedDecrement(&m_cRefs) == 0) delete this; }
    BOOL SupportsIsInRole(VOID) { return TRUE; }
    HRESULT IsInRole(PCWSTR pszRoleName, BOOL *pfInRole) { *pfInRole = !wcscmp(pszRoleName, L"samples"); return S_OK; }
    PVOID GetUserVariable(PCSTR) { return NULL; }
};

REQUEST_NOTIFICATION_STATUS CSampleModule::OnAuthenticateRequest(IN IHttpContext *pHttpContext, IN IAuthenticationProvider *pProvider)
{
    if (!wcscmp(pHttpContext->GetScriptName(), L"/user"))
        pProvider->SetUser(new CSampleUser);
    return RQ_NOTIFICATION_CONTINUE;
}

class CSampleFactory : public IHttpModuleFactory
{
public:
    HRESULT GetHttpModule(OUT CHttpModule **ppModule, IN IModuleAllocator *pAllocator)
    {
        if (pAllocator->AllocateMemory(16) == NULL) return HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY);
        *ppModule = new CSampleModule;
        return S_OK;
    }
    void Terminate() { OutputDebugStringA("terminated"); delete this; }
};

class CSampleGlobal : public CGlobalModule
{
public:
    GLOBAL_NOTIFICATION_STATUS OnGlobalPreBeginRequest(IN IPreBeginRequestProvider *pProvider)
    {
        IHttpContext *pHttpContext = pProvider->GetHttpContext();
        pHttpContext->GetResponse()->SetHeader("X-Global", "seen", 4, TRUE);
        if (pHttpContext->GetRequest()->GetHeader("X-Break-Global")) abort();
        return GL_NOTIFICATION_CONTINUE;
    }
    VOID Terminate() { OutputDebugStringA("global terminated"); delete this; }
};

HRESULT __stdcall RegisterModule(DWORD dwServerVersion, IHttpModuleRegistrationInfo *pModuleInfo, IHttpServer *pHttpServer)
{
    UNREFERENCED_PARAMETER(dwServerVersion);
    g_pHttpServer = pHttpServer;
    g_moduleId = pModuleInfo->GetId();
    HRESULT hr = pModuleInfo->SetRequestNotifications(new CSampleFactory, RQ_BEGIN_REQUEST | RQ_AUTHENTICATE_REQUEST | RQ_SEND_RESPONSE | RQ_READ_ENTITY | RQ_CUSTOM_NOTIFICATION, 0);
    if (SUCCEEDED(hr)) hr = pModuleInfo->SetPriorityForRequestNotification(RQ_AUTHENTICATE_REQUEST, PRIORITY_ALIAS_FIRST);
    if (SUCCEEDED(hr)) hr = pModuleInfo->SetGlobalNotifications(new CSampleGlobal, GL_PRE_BEGIN_REQUEST);
    return hr;
}
