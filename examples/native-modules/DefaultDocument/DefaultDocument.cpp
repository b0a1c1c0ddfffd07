//  DefaultDocument.cpp
//
//  IIS 7.0 native module. A request for the root of the site is answered with
//  /example/default.html: while the URL is mapped, the request is cloned, the
//  clone gets the other URL and is executed as a child.

#define _WINSOCKAPI_
#include <windows.h>
#include <sal.h>
#include <httpserv.h>

static const WCHAR *const DEFAULT_DOCUMENT = L"/example/default.html";

class CDefaultDocument : public CHttpModule
{
public:
    CDefaultDocument() : m_pChildContext(NULL) {}

    ~CDefaultDocument()
    {
        ReleaseChild();
    }

    REQUEST_NOTIFICATION_STATUS
    OnMapPath(
        IN IHttpContext *           pHttpContext,
        IN IMapPathProvider *       pProvider
    )
    {
        HRESULT hr;
        BOOL    fCompletionExpected = FALSE;
        PCWSTR  pszUrl = pProvider->GetUrl();

        // The child is mapped too, and must not have a child of its own.
        if (pszUrl == NULL || wcscmp(pszUrl, L"/") != 0 || pHttpContext->GetParentContext() != NULL)
        {
            return RQ_NOTIFICATION_CONTINUE;
        }

        hr = pHttpContext->CloneContext(CLONE_FLAG_BASICS | CLONE_FLAG_HEADERS | CLONE_FLAG_ENTITY, &m_pChildContext);
        if (FAILED(hr)) goto Failure;

        hr = m_pChildContext->GetRequest()->SetUrl(DEFAULT_DOCUMENT, (DWORD)wcslen(DEFAULT_DOCUMENT), TRUE);
        if (FAILED(hr)) goto Failure;

        hr = pHttpContext->ExecuteRequest(TRUE, m_pChildContext, 0, NULL, &fCompletionExpected);
        if (FAILED(hr)) goto Failure;

        if (fCompletionExpected)
        {
            return RQ_NOTIFICATION_PENDING;
        }

        // The child has answered; the others see the request all the same.
        ReleaseChild();
        return RQ_NOTIFICATION_CONTINUE;

Failure:
        ReleaseChild();
        pHttpContext->GetResponse()->SetStatus(500, "Server Error", 0, hr);
        return RQ_NOTIFICATION_FINISH_REQUEST;
    }

    REQUEST_NOTIFICATION_STATUS
    OnAsyncCompletion(
        IN IHttpContext *           pHttpContext,
        IN DWORD                    dwNotification,
        IN BOOL                     fPostNotification,
        IN IHttpEventProvider *     pProvider,
        IN IHttpCompletionInfo *    pCompletionInfo
    )
    {
        UNREFERENCED_PARAMETER(dwNotification);
        UNREFERENCED_PARAMETER(fPostNotification);
        UNREFERENCED_PARAMETER(pProvider);

        ReleaseChild();
        if (FAILED(pCompletionInfo->GetCompletionStatus()))
        {
            pHttpContext->GetResponse()->SetStatus(500, "Server Error", 0, pCompletionInfo->GetCompletionStatus());
            return RQ_NOTIFICATION_FINISH_REQUEST;
        }
        return RQ_NOTIFICATION_CONTINUE;
    }

private:
    VOID ReleaseChild()
    {
        if (m_pChildContext != NULL)
        {
            m_pChildContext->ReleaseClonedContext();
            m_pChildContext = NULL;
        }
    }

    IHttpContext *  m_pChildContext;
};

class CDefaultDocumentFactory : public IHttpModuleFactory
{
public:
    HRESULT GetHttpModule(OUT CHttpModule **ppModule, IN IModuleAllocator *)
    {
        *ppModule = new CDefaultDocument;
        return *ppModule != NULL ? S_OK : HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY);
    }

    VOID Terminate()
    {
        delete this;
    }
};

HRESULT
__stdcall
RegisterModule(
    DWORD                           dwServerVersion,
    IHttpModuleRegistrationInfo *   pModuleInfo,
    IHttpServer *                   pHttpServer
)
{
    UNREFERENCED_PARAMETER(dwServerVersion);
    UNREFERENCED_PARAMETER(pHttpServer);

    return pModuleInfo->SetRequestNotifications(new CDefaultDocumentFactory, RQ_MAP_PATH, 0);
}
