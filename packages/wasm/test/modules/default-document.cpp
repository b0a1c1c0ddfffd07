/* Answers / and /default.aspx with another page, by a child request begun in OnMapPath. */
#include <windows.h>
#include <sal.h>
#include <httpserv.h>

static const char PAGE[] = "/example/default.aspx";

class CDefaultDocument : public CHttpModule
{
    IHttpContext *m_pChild;

    void ReleaseChild()
    {
        if (m_pChild != NULL) m_pChild->ReleaseClonedContext();
        m_pChild = NULL;
    }

public:
    CDefaultDocument() : m_pChild(NULL) {}

    REQUEST_NOTIFICATION_STATUS OnMapPath(IN IHttpContext *pHttpContext, IN IMapPathProvider *pProvider)
    {
        HRESULT hr;
        BOOL fExpected = FALSE;
        PCWSTR pwszUrl = pProvider->GetUrl();

        if (wcscmp(pwszUrl, L"/") != 0 && wcscmp(pwszUrl, L"/default.aspx") != 0)
            return RQ_NOTIFICATION_CONTINUE;
        hr = pHttpContext->CloneContext(CLONE_FLAG_BASICS, &m_pChild);
        if (FAILED(hr)) goto Finished;
        hr = m_pChild->GetRequest()->SetUrl(PAGE, (DWORD)strlen(PAGE), false);
        if (FAILED(hr)) goto Finished;
        hr = pHttpContext->ExecuteRequest(TRUE, m_pChild, 0, NULL, &fExpected);
        if (SUCCEEDED(hr) && fExpected) return RQ_NOTIFICATION_PENDING;
Finished:
        ReleaseChild();
        return RQ_NOTIFICATION_CONTINUE;
    }

    REQUEST_NOTIFICATION_STATUS OnAsyncCompletion(IN IHttpContext *, IN DWORD, IN BOOL, IN IHttpEventProvider *, IN IHttpCompletionInfo *)
    {
        ReleaseChild();
        return RQ_NOTIFICATION_CONTINUE;
    }
};

class CFactory : public IHttpModuleFactory
{
public:
    HRESULT GetHttpModule(OUT CHttpModule **ppModule, IN IModuleAllocator *pAllocator)
    {
        UNREFERENCED_PARAMETER(pAllocator);
        *ppModule = new CDefaultDocument;
        return *ppModule == NULL ? HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY) : S_OK;
    }
    void Terminate() { delete this; }
};

HRESULT __stdcall RegisterModule(DWORD dwServerVersion, IHttpModuleRegistrationInfo *pModuleInfo, IHttpServer *pGlobalInfo)
{
    UNREFERENCED_PARAMETER(dwServerVersion);
    UNREFERENCED_PARAMETER(pGlobalInfo);
    return pModuleInfo->SetRequestNotifications(new CFactory, RQ_MAP_PATH, 0);
}
