/* How long a request takes, in an object for each. */
#include <windows.h>
#include <time.h>
#include <stdio.h>
#include <httpserv.h>

class CTiming : public CHttpModule
{
    clock_t m_begin;

public:
    CTiming() : m_begin(0) {}

    REQUEST_NOTIFICATION_STATUS OnBeginRequest(IN IHttpContext *, IN OUT IHttpEventProvider *)
    {
        m_begin = clock();
        return RQ_NOTIFICATION_CONTINUE;
    }

    REQUEST_NOTIFICATION_STATUS OnEndRequest(IN IHttpContext *, IN OUT IHttpEventProvider *)
    {
        char text[64];
        sprintf(text, "%s", m_begin != 0 && clock() >= m_begin ? "timed" : "not timed");
        OutputDebugStringA(text);
        return RQ_NOTIFICATION_CONTINUE;
    }
};

class CTimingFactory : public IHttpModuleFactory
{
public:
    HRESULT GetHttpModule(OUT CHttpModule **ppModule, IN IModuleAllocator *)
    {
        *ppModule = new CTiming;
        return S_OK;
    }
    void Terminate() { delete this; }
};

HRESULT __stdcall RegisterModule(DWORD, IHttpModuleRegistrationInfo *pModuleInfo, IHttpServer *)
{
    return pModuleInfo->SetRequestNotifications(new CTimingFactory, RQ_BEGIN_REQUEST | RQ_END_REQUEST, 0);
}
