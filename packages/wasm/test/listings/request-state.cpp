// A printed listing on request state in ISAPI filters [SEED1], with nothing but includes and the missing entry point added.
#include <windows.h>
#include <httpfilt.h>
#include <time.h>

class CMyContext

{

public:

    CMyContext(clock_t time)

        : startTime( time )

    {

    }



    clock_t GetStartTime()

    {

        return startTime;

    }



private:

    clock_t startTime;

};



DWORD

WINAPI

HttpFilterProc(

   PHTTP_FILTER_CONTEXT pfc,

   DWORD notificationType,

   LPVOID pvNotification

)

{

    CMyContext*             pContext = NULL;

    clock_t                 time;



    switch(notificationType)

    {

    case SF_NOTIFY_PREPROC_HEADERS:

        time = clock();



        //

        //  Create and store our per-request context instance

        //

        pfc->pFilterContext = new CMyContext(time);

        break;

    case SF_NOTIFY_END_OF_REQUEST:



        //

        //  Get the context from the filter

        //

        pContext = (CMyContext *)pfc->pFilterContext;

        time = clock() - pContext->GetStartTime();



        //

        //  Clean up the context at the end of the request

        //

        delete pContext;

        pfc->pFilterContext = NULL;



        break;

    default:

        break;

    }



    return SF_STATUS_REQ_NEXT_NOTIFICATION;

}

BOOL WINAPI GetFilterVersion(PHTTP_FILTER_VERSION pVer)
{
    pVer->dwFilterVersion = HTTP_FILTER_REVISION;
    pVer->dwFlags = SF_NOTIFY_PREPROC_HEADERS | SF_NOTIFY_END_OF_REQUEST;
    return TRUE;
}
