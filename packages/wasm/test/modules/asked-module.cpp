/* Does what a request asks for in the header of an event (X-BeginRequest: verb|one|two) and answers in X-Answer. RegisterModule asks for what the
   environment says. */
#define _WINSOCKAPI_
#include <windows.h>
#include <sal.h>
#include <winsock2.h>
#include <httpserv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <new>
#include <string>

IHttpServer *g_pHttpServer = NULL;
HTTP_MODULE_ID g_moduleId = NULL;

/* What one request keeps for another. */
static IHttpContext *g_pContext = NULL;
static IHttpModuleContextContainer *g_pContainer = NULL;
static IHttpSite *g_pSite = NULL;
static IHttpFileInfo *g_pFile = NULL;
static IMetadataInfo *g_pMetadata = NULL;
static IAuthenticationProvider *g_pProvider = NULL;
static IHttpEventProvider *g_pEvent = NULL;
static PCWSTR g_pwszText = NULL;
static int g_cStarted = 0;

static std::string Format(const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return text;
}

static std::wstring Wide(const std::string &text) { return std::wstring(text.begin(), text.end()); }

static DWORD Environment(PCSTR pszName)
{
    char text[32];
    return GetEnvironmentVariableA(pszName, text, sizeof text) == 0 ? 0 : strtoul(text, NULL, 16);
}

/* Lies in memory of whoever keeps it; too large for a small block. */
class CStored : public IHttpConnectionStoredContext
{
    int m_cSeen;
    char m_padding[2000];
public:
    CStored() : m_cSeen(0) { memset(m_padding, 0, sizeof m_padding); }
    VOID CleanupStoredContext(VOID) { OutputDebugStringA(Format("cleaned after %d", m_cSeen).c_str()); }
    VOID NotifyDisconnect(VOID) { OutputDebugStringA("disconnected"); }
    int Seen() { return ++m_cSeen; }
};

class CAskedUser : public IHttpUser
{
    LONG m_cRefs;
    std::wstring m_name;
    ~CAskedUser() {}
public:
    explicit CAskedUser(const std::string &name) : m_cRefs(1), m_name(Wide(name)) {}
    PCWSTR GetRemoteUserName(VOID) { return m_name.c_str(); }
    PCWSTR GetUserName(VOID) { return m_name.c_str(); }
    PCWSTR GetAuthenticationType(VOID) { return L"Asked"; }
    PCWSTR GetPassword(VOID) { return L""; }
    HANDLE GetImpersonationToken(VOID) { return NULL; }
    HANDLE GetPrimaryToken(VOID) { return NULL; }
    VOID ReferenceUser(VOID) { InterlockedIncrement(&m_cRefs); }
    VOID DereferenceUser(VOID) { if (InterlockedDecrement(&m_cRefs) == 0) delete this; }
    BOOL SupportsIsInRole(VOID) { return FALSE; }
    HRESULT IsInRole(PCWSTR, BOOL *pfInRole) { *pfInRole = FALSE; return S_OK; }
    PVOID GetUserVariable(PCSTR) { return NULL; }
};

class CAsked : public CHttpModule
{
    std::string m_answer;
    IModuleAllocator *m_pAllocator;
    BOOL m_fPending, m_fReading;
    char m_szBody[32];

    static HRESULT Write(IHttpContext *pHttpContext, PVOID pBuffer, ULONG cb)
    {
        HTTP_DATA_CHUNK chunk;
        DWORD cbSent;
        chunk.DataChunkType = HttpDataChunkFromMemory;
        chunk.FromMemory.pBuffer = pBuffer;
        chunk.FromMemory.BufferLength = cb;
        return pHttpContext->GetResponse()->WriteEntityChunks(&chunk, 1, FALSE, TRUE, &cbSent);
    }

    /* Says where a block is and whether it is empty, and leaves something in it. */
    static std::string Block(PVOID pBlock, DWORD cb)
    {
        DWORD any = 0;
        if (pBlock == NULL) return "none";
        for (DWORD i = 0; i < cb; i++) any |= ((BYTE *)pBlock)[i];
        memset(pBlock, 'x', cb);
        return Format("%p %s", pBlock, any ? "used" : "empty");
    }

    static std::string Clone(IHttpContext *pHttpContext)
    {
        IHttpContext *pClone = NULL;
        HRESULT hr = pHttpContext->CloneContext(CLONE_FLAG_BASICS, &pClone);
        std::string text = Format("%p", (void *)pClone);
        if (SUCCEEDED(hr)) hr = pClone->ReleaseClonedContext();
        return text + Format(" %08lx", hr);
    }

    /* A child request that is asked in its turn. */
    std::string Child(IHttpContext *pHttpContext, const std::string &ask)
    {
        IHttpContext *pChild = NULL;
        HRESULT hr = pHttpContext->CloneContext(CLONE_FLAG_BASICS, &pChild);
        if (SUCCEEDED(hr)) hr = pChild->GetRequest()->SetHeader("X-BeginRequest", ask.c_str(), (USHORT)ask.size(), TRUE);
        if (SUCCEEDED(hr)) hr = pHttpContext->ExecuteRequest(TRUE, pChild, 0, NULL, &m_fPending);
        OutputDebugStringA("went on");
        return Format("%08lx", hr);
    }

    static std::string KeepFile(const std::string &path)
    {
        return Format("%08lx", g_pHttpServer->GetFileInfo(Wide(path).c_str(), NULL, NULL, NULL, NULL, TRUE, &g_pFile));
    }

    static std::string UseFile()
    {
        ULARGE_INTEGER size;
        g_pFile->GetSize(&size);
        g_pwszText = g_pFile->GetFilePath();
        return Format("%ls %lu", g_pwszText, (unsigned long)size.QuadPart);
    }

    static std::string DropFile(const std::string &last)
    {
        g_pFile->DereferenceCacheData();
        if (last == "last") g_pFile = NULL;
        return "";
    }

    static std::string Lengths(IHttpContext *pHttpContext)
    {
        DWORD cchScript = 0, cchPath = 0, cchVariable = 0, cchWide = 0;
        USHORT cchHost = 0;
        PCSTR pszVariable = NULL;
        PCWSTR pwszVariable = NULL;
        PCWSTR pwszScript = pHttpContext->GetScriptName(&cchScript), pwszPath = pHttpContext->GetPhysicalPath(&cchPath);
        PCSTR pszHost = pHttpContext->GetRequest()->GetHeader("Host", &cchHost);
        pHttpContext->GetServerVariable("URL", &pszVariable, &cchVariable);
        pHttpContext->GetServerVariable("URL", &pwszVariable, &cchWide);
        return Format("%d%d%d%d%d", cchScript == wcslen(pwszScript), cchPath == wcslen(pwszPath), cchHost == strlen(pszHost), cchVariable == strlen(pszVariable), cchWide == wcslen(pwszVariable));
    }

    static std::string Variable(IHttpContext *pHttpContext, const std::string &name, bool fWide)
    {
        PCSTR psz = NULL;
        PCWSTR pwsz = NULL;
        DWORD cch = 0;
        HRESULT hr = fWide ? pHttpContext->GetServerVariable(name.c_str(), &pwsz, &cch) : pHttpContext->GetServerVariable(name.c_str(), &psz, &cch);
        return FAILED(hr) ? Format("%08lx", hr) : fWide ? Format("%ls", pwsz) : psz;
    }

    /* First with too little room, then with what it wants. */
    static std::string Map(IHttpContext *pHttpContext, const std::string &url)
    {
        DWORD cb = 4;
        HRESULT hr = pHttpContext->MapPath(Wide(url).c_str(), NULL, &cb);
        std::wstring path(cb / sizeof(WCHAR), L' ');
        std::string text = Format("%08lx", hr);
        hr = pHttpContext->MapPath(Wide(url).c_str(), &path[0], &cb);
        return text + Format(" %08lx %ls", hr, path.c_str());
    }

    static std::string Insert(IHttpContext *pHttpContext)
    {
        char szBody[4] = "one", szRead[8] = "";
        DWORD cb = 0;
        BOOL fPending = FALSE;
        HRESULT hr = pHttpContext->GetRequest()->InsertEntityBody(szBody, 3);
        strcpy(szBody, "two");
        if (SUCCEEDED(hr)) hr = pHttpContext->GetRequest()->ReadEntityBody(szRead, sizeof szRead - 1, FALSE, &cb, &fPending);
        return Format("%08lx %s", hr, szRead);
    }

    static std::string WriteTwice(IHttpContext *pHttpContext)
    {
        char szBody[4] = "one";
        HTTP_DATA_CHUNK chunk;
        chunk.DataChunkType = HttpDataChunkFromMemory;
        chunk.FromMemory.pBuffer = szBody;
        chunk.FromMemory.BufferLength = 3;
        HRESULT hr = pHttpContext->GetResponse()->WriteEntityChunkByReference(&chunk, -1);
        strcpy(szBody, "two");
        if (SUCCEEDED(hr)) hr = pHttpContext->GetResponse()->WriteEntityChunkByReference(&chunk, -1);
        strcpy(szBody, "xxx");
        return Format("%08lx", hr);
    }

    static std::string WriteFragment(IHttpContext *pHttpContext)
    {
        HTTP_DATA_CHUNK chunk;
        DWORD cbSent = 0;
        memset(&chunk, 0, sizeof chunk);
        chunk.DataChunkType = HttpDataChunkFromFragmentCache;
        chunk.FromFragmentCache.pFragmentName = L"fragment";
        chunk.FromFragmentCache.FragmentNameLength = 8 * sizeof(WCHAR);
        return Format("%08lx", pHttpContext->GetResponse()->WriteEntityChunks(&chunk, 1, FALSE, TRUE, &cbSent));
    }

    static std::string Peer(PSOCKADDR pAddress)
    {
        const sockaddr_in *pIn = (const sockaddr_in *)pAddress;
        const BYTE *pb = (const BYTE *)&pIn->sin_addr;
        return Format("%d.%d.%d.%d:%d", pb[0], pb[1], pb[2], pb[3], ntohs(pIn->sin_port));
    }

    /* The path and the query go on to the end, the host to its length. */
    static std::string Cooked(const HTTP_COOKED_URL &url)
    {
        return Format("%ls %ls %ls", std::wstring(url.pHost, url.HostLength / sizeof(WCHAR)).c_str(), url.pAbsPath, url.pQueryString == NULL ? L"none" : url.pQueryString);
    }

    static std::string Visit(IHttpContext *pHttpContext)
    {
        IHttpConnection *pConnection = pHttpContext->GetConnection();
        IHttpConnectionModuleContextContainer *pContainer = pConnection->GetModuleContextContainer();
        CStored *pStored = static_cast<CStored *>(pContainer->GetConnectionModuleContext(g_moduleId));
        HRESULT hr = S_OK;
        if (pStored == NULL)
        {
            pStored = new (pConnection->AllocateMemory(sizeof(CStored))) CStored;
            hr = pContainer->SetConnectionModuleContext(pStored, g_moduleId);
        }
        return Format("%d %08lx", pStored->Seen(), hr);
    }

    static std::string Dispense()
    {
        IDispensedHttpModuleContextContainer *pContainer = g_pHttpServer->DispenseContainer();
        std::string text = Format("%p", (void *)pContainer);
        pContainer->ReleaseContainer();
        return text;
    }

    /* Uses up what memory there is, asks for more, and gives it back. */
    static std::string Exhausted(IHttpContext *pHttpContext, const std::string &path)
    {
        const std::wstring file = Wide(path);
        char body[4096];
        struct Block { Block *pNext; } *pFirst = NULL;
        IHttpFileInfo *pFile = NULL;
        memset(body, 'b', sizeof body);
        Write(pHttpContext, body, sizeof body);
        HRESULT hr = g_pHttpServer->GetFileInfo(file.c_str(), NULL, NULL, NULL, NULL, TRUE, &pFile);
        for (size_t cb = 1 << 20; cb >= 64; cb /= 2)
            for (Block *pBlock; (pBlock = (Block *)malloc(cb)) != NULL; pFirst = pBlock) pBlock->pNext = pFirst;
        const BOOL fNoFile = SUCCEEDED(hr) && pFile->GetFileBuffer() == NULL;
        const BOOL fNoMemory = pHttpContext->AllocateRequestMemory(100000) == NULL;
        HTTP_RESPONSE *pRaw = pHttpContext->GetResponse()->GetRawHttpResponse();
        const BOOL fNoChunk = pRaw == NULL || pRaw->EntityChunkCount == 0 || pRaw->pEntityChunks == NULL || pRaw->pEntityChunks[0].FromMemory.pBuffer == NULL;
        while (pFirst != NULL)
        {
            Block *pBlock = pFirst;
            pFirst = pBlock->pNext;
            free(pBlock);
        }
        return Format("%d%d%d", fNoFile, fNoMemory, fNoChunk);
    }

    static VOID WINAPI Routine(DWORD, DWORD, LPOVERLAPPED pOverlapped) { ((IHttpContext *)pOverlapped)->IndicateCompletion(RQ_NOTIFICATION_CONTINUE); }

    std::string PostRoutine(IHttpContext *pHttpContext)
    {
        IHttpContext3 *pHttpContext3 = NULL;
        HRESULT hr = HttpGetExtendedInterface(g_pHttpServer, pHttpContext, &pHttpContext3);
        if (SUCCEEDED(hr)) hr = pHttpContext3->PostCompletion(0, Routine, pHttpContext);
        m_fPending = SUCCEEDED(hr);
        return Format("%08lx", hr);
    }

    /* Two completions: its own, and that of the read. */
    std::string ReadAndPost(IHttpContext *pHttpContext)
    {
        DWORD cb = 0;
        memset(m_szBody, 0, sizeof m_szBody);
        HRESULT hr = pHttpContext->GetRequest()->ReadEntityBody(m_szBody, sizeof m_szBody - 1, TRUE, &cb, &m_fPending);
        if (SUCCEEDED(hr)) hr = pHttpContext->PostCompletion(3);
        m_fReading = TRUE;
        return Format("%08lx", hr);
    }

    /* Text that does not lie on a boundary of wide characters. */
    static std::string Packed(IHttpContext *pHttpContext)
    {
#pragma pack(push, 1)
        struct { BYTE b; WCHAR wszUrl[4]; BYTE b2; WCHAR wszPath[200]; } packed = { 0, L"/ab", 0, L"" };
#pragma pack(pop)
        DWORD cb = sizeof packed.wszPath;
        WCHAR wszPath[200];
        HRESULT hr = pHttpContext->MapPath(packed.wszUrl, packed.wszPath, &cb);
        memcpy(wszPath, packed.wszPath, sizeof wszPath);
        return Format("%08lx %ls", hr, wszPath);
    }

    std::string Do(IHttpContext *pHttpContext, IHttpEventProvider *pProvider, const std::string &verb, const std::string &one, const std::string &rest)
    {
        if (verb == "alloc") return Block(pHttpContext->AllocateRequestMemory(atoi(one.c_str())), atoi(one.c_str()));
        if (verb == "alloc-connection") return Block(pHttpContext->GetConnection()->AllocateMemory(atoi(one.c_str())), atoi(one.c_str()));
        if (verb == "alloc-late") return Block(m_pAllocator->AllocateMemory(atoi(one.c_str())), atoi(one.c_str()));
        if (verb == "where") return Format("%p %p", (void *)this, (void *)pHttpContext->GetConnection());
        if (verb == "clone") return Clone(pHttpContext);
        if (verb == "child") return Child(pHttpContext, one + (rest.empty() ? "" : "|" + rest));
        if (verb == "parent-user") return pHttpContext->GetParentContext()->GetUser() == NULL ? "none" : Format("%ls", pHttpContext->GetParentContext()->GetUser()->GetUserName());
        if (verb == "keep-container") { g_pContainer = pHttpContext->GetModuleContextContainer(); return ""; }
        if (verb == "use-container") return Format("%p", (void *)g_pContainer->GetModuleContext(g_moduleId));
        if (verb == "keep-site") { g_pSite = pHttpContext->GetSite(); return ""; }
        if (verb == "use-site") return Format("%ls", g_pSite->GetSiteName());
        if (verb == "keep-file") return KeepFile(one);
        if (verb == "use-file") return UseFile();
        if (verb == "drop-file") return DropFile(one);
        if (verb == "keep-metadata") { g_pMetadata = pHttpContext->GetMetadata(); return ""; }
        if (verb == "know-metadata") return pHttpContext->GetMetadata() == g_pMetadata ? "same" : "other";
        if (verb == "use-metadata") { g_pwszText = g_pMetadata->GetVrPath(); return Format("%ls", g_pwszText); }
        if (verb == "use-text") return Format("%ls", g_pwszText);
        if (verb == "lengths") return Lengths(pHttpContext);
        if (verb == "variable") return Variable(pHttpContext, one, false);
        if (verb == "wide-variable") return Variable(pHttpContext, one, true);
        if (verb == "map") return Map(pHttpContext, one);
        if (verb == "packed") return Packed(pHttpContext);
        if (verb == "insert") return Insert(pHttpContext);
        if (verb == "write-twice") return WriteTwice(pHttpContext);
        if (verb == "write-fragment") return WriteFragment(pHttpContext);
        if (verb == "cooked") return Cooked(pHttpContext->GetRequest()->GetRawHttpRequest()->CookedUrl);
        if (verb == "peers") return Peer(pHttpContext->GetRequest()->GetRemoteAddress()) + " " + Peer(pHttpContext->GetRequest()->GetLocalAddress());
        if (verb == "visit") return Visit(pHttpContext);
        if (verb == "dispense") return Dispense();
        if (verb == "exhausted") return Exhausted(pHttpContext, one);
        if (verb == "started") return Format("%d", g_cStarted);
        if (verb == "routine") return PostRoutine(pHttpContext);
        if (verb == "read-and-post") return ReadAndPost(pHttpContext);
        if (verb == "post") { m_fPending = TRUE; g_pEvent = pProvider; pHttpContext->PostCompletion(0); return ""; }
        if (verb == "crash") *(volatile int *)0x7FFFFFF0 = 1;
        return "?";
    }

    /* One X-Answer, of all that was asked. */
    REQUEST_NOTIFICATION_STATUS Answer(IHttpContext *pHttpContext, const std::string &text)
    {
        m_answer += (m_answer.empty() ? "" : ";") + text;
        pHttpContext->GetResponse()->SetHeader("X-Answer", m_answer.c_str(), (USHORT)m_answer.size(), TRUE);
        return m_fPending ? RQ_NOTIFICATION_PENDING : RQ_NOTIFICATION_CONTINUE;
    }

    static bool Asked(IHttpContext *pHttpContext, PCSTR pszEvent, std::string words[3])
    {
        PCSTR pszAsk = pHttpContext->GetRequest()->GetHeader((std::string("X-") + pszEvent).c_str());
        if (pszAsk == NULL) return false;
        std::string ask = pszAsk;
        for (int i = 0; i < 3; i++)
        {
            size_t end = i == 2 ? std::string::npos : ask.find('|');
            words[i] = ask.substr(0, end);
            ask = end == std::string::npos ? "" : ask.substr(end + 1);
        }
        return true;
    }

    REQUEST_NOTIFICATION_STATUS On(PCSTR pszEvent, IHttpContext *pHttpContext, IHttpEventProvider *pProvider)
    {
        std::string words[3];
        m_fPending = FALSE;
        return Asked(pHttpContext, pszEvent, words) ? Answer(pHttpContext, Do(pHttpContext, pProvider, words[0], words[1], words[2])) : RQ_NOTIFICATION_CONTINUE;
    }

public:
    explicit CAsked(IModuleAllocator *pAllocator) : m_pAllocator(pAllocator), m_fPending(FALSE), m_fReading(FALSE) {}
    VOID Dispose() { this->~CAsked(); }

    REQUEST_NOTIFICATION_STATUS OnBeginRequest(IN IHttpContext *pHttpContext, IN IHttpEventProvider *pProvider) { return On("BeginRequest", pHttpContext, pProvider); }
    REQUEST_NOTIFICATION_STATUS OnPostAuthenticateRequest(IN IHttpContext *pHttpContext, IN IHttpEventProvider *pProvider) { return On("PostAuthenticateRequest", pHttpContext, pProvider); }
    REQUEST_NOTIFICATION_STATUS OnAuthorizeRequest(IN IHttpContext *pHttpContext, IN IHttpEventProvider *pProvider) { return On("AuthorizeRequest", pHttpContext, pProvider); }
    REQUEST_NOTIFICATION_STATUS OnPostExecuteRequestHandler(IN IHttpContext *pHttpContext, IN IHttpEventProvider *pProvider) { return On("PostExecuteRequestHandler", pHttpContext, pProvider); }
    REQUEST_NOTIFICATION_STATUS OnLogRequest(IN IHttpContext *pHttpContext, IN IHttpEventProvider *pProvider) { return On("LogRequest", pHttpContext, pProvider); }
    REQUEST_NOTIFICATION_STATUS OnEndRequest(IN IHttpContext *pHttpContext, IN IHttpEventProvider *pProvider) { return On("EndRequest", pHttpContext, pProvider); }

    REQUEST_NOTIFICATION_STATUS OnAuthenticateRequest(IN IHttpContext *pHttpContext, IN IAuthenticationProvider *pProvider)
    {
        std::string words[3];
        m_fPending = FALSE;
        if (!Asked(pHttpContext, "AuthenticateRequest", words)) return RQ_NOTIFICATION_CONTINUE;
        if (words[0] == "keep-provider")
        {
            g_pProvider = pProvider;
            g_pContext = pHttpContext;
            return RQ_NOTIFICATION_PENDING;
        }
        if (words[0] == "use-provider")
        {
            g_pProvider->SetUser(new CAskedUser(words[1]));
            g_pContext->IndicateCompletion(RQ_NOTIFICATION_CONTINUE);
        }
        else if (words[0] == "user")
            pProvider->SetUser(new CAskedUser(words[1]));
        else
            return Answer(pHttpContext, Do(pHttpContext, pProvider, words[0], words[1], words[2]));
        return RQ_NOTIFICATION_CONTINUE;
    }

    /* Changes a line of the log. */
    REQUEST_NOTIFICATION_STATUS OnSendResponse(IN IHttpContext *pHttpContext, IN ISendResponseProvider *pProvider)
    {
        std::string words[3];
        HTTP_LOG_FIELDS_DATA *pData = (HTTP_LOG_FIELDS_DATA *)pProvider->GetLogData();
        if (!Asked(pHttpContext, "SendResponse", words) || pData == NULL)
            return RQ_NOTIFICATION_CONTINUE;
        std::wstring user = Wide(words[1]);
        pData->UserName = &user[0];
        pData->UserNameLength = (USHORT)(user.size() * sizeof(WCHAR));
        pData->Host = &words[2][0];
        pData->HostLength = (USHORT)words[2].size();
        pData->SubStatus = 7;
        pProvider->SetLogData((HTTP_LOG_DATA *)pData);
        return RQ_NOTIFICATION_CONTINUE;
    }

    /* Another body, and memory that grows at once. */
    REQUEST_NOTIFICATION_STATUS OnReadEntity(IN IHttpContext *pHttpContext, IN IReadEntityProvider *pProvider)
    {
        std::string words[3];
        if (!Asked(pHttpContext, "ReadEntity", words))
            return RQ_NOTIFICATION_CONTINUE;
        PCHAR pBuffer = (PCHAR)pHttpContext->AllocateRequestMemory((DWORD)words[0].size() + 1);
        strcpy(pBuffer, words[0].c_str());
        pProvider->SetEntity(pBuffer, (DWORD)words[0].size(), (DWORD)words[0].size() + 1);
        if (words[1] == "crash") *(volatile int *)0x7FFFFFF0 = 1;
        PVOID volatile pMemory = malloc(8 << 20);
        free(pMemory);
        return RQ_NOTIFICATION_CONTINUE;
    }

    REQUEST_NOTIFICATION_STATUS OnAsyncCompletion(IN IHttpContext *pHttpContext, IN DWORD, IN BOOL, IN IHttpEventProvider *pProvider, IN IHttpCompletionInfo *pCompletionInfo)
    {
        m_fPending = FALSE;
        if (m_fReading)
        {
            m_fPending = m_szBody[0] == 0;
            return Answer(pHttpContext, Format("%lu %s", pCompletionInfo->GetCompletionBytes(), m_szBody));
        }
        return Answer(pHttpContext, g_pEvent == pProvider ? "the same provider" : "completed");
    }
};

class CAskedFactory : public IHttpModuleFactory
{
public:
    HRESULT GetHttpModule(OUT CHttpModule **ppModule, IN IModuleAllocator *pAllocator)
    {
        PVOID pPlace = pAllocator->AllocateMemory(sizeof(CAsked) + 2000);
        if (pPlace == NULL) return HRESULT_FROM_WIN32(ERROR_NOT_ENOUGH_MEMORY);
        if (Environment("REFUSE") != 0)
        {
            OutputDebugStringA(Format("%p", pPlace).c_str());
            return HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED);
        }
        *ppModule = new (pPlace) CAsked(pAllocator);
        return S_OK;
    }
    void Terminate() { OutputDebugStringA("factory terminated"); delete this; }
};

/* Added to the list by the event. */
class CAdded : public CHttpModule
{
public:
    REQUEST_NOTIFICATION_STATUS OnEndRequest(IN IHttpContext *pHttpContext, IN IHttpEventProvider *)
    {
        pHttpContext->GetResponse()->SetHeader("X-Added", "yes", 3, TRUE);
        return RQ_NOTIFICATION_CONTINUE;
    }
};

class CAddedFactory : public IHttpModuleFactory
{
public:
    HRESULT GetHttpModule(OUT CHttpModule **ppModule, IN IModuleAllocator *)
    {
        *ppModule = new CAdded;
        return S_OK;
    }
    void Terminate() { OutputDebugStringA("added factory terminated"); delete this; }
};

class CAskedGlobal : public CGlobalModule
{
public:
    GLOBAL_NOTIFICATION_STATUS OnGlobalPreBeginRequest(IN IPreBeginRequestProvider *pProvider)
    {
        if (pProvider->GetHttpContext()->GetRequest()->GetHeader("X-PreBegin") != NULL)
            *(volatile int *)0x7FFFFFF0 = 1;
        return GL_NOTIFICATION_CONTINUE;
    }
    GLOBAL_NOTIFICATION_STATUS OnGlobalApplicationStart(IN IHttpApplicationStartProvider *pProvider)
    {
        g_cStarted++;
        OutputDebugStringA(Format("started %ls", pProvider->GetApplication()->GetApplicationId()).c_str());
        return GL_NOTIFICATION_CONTINUE;
    }
    GLOBAL_NOTIFICATION_STATUS OnGlobalApplicationResolveModules(IN IHttpApplicationResolveModulesProvider *pProvider)
    {
        HRESULT hr = pProvider->RegisterModule(g_moduleId, new CAddedFactory, L"added", L"", L"", RQ_END_REQUEST, 0);
        if (SUCCEEDED(hr)) hr = pProvider->SetPriorityForRequestNotification(L"added", RQ_END_REQUEST, PRIORITY_ALIAS_FIRST);
        OutputDebugStringA(Format("added %08lx", hr).c_str());
        return GL_NOTIFICATION_CONTINUE;
    }
    VOID Terminate() { OutputDebugStringA("global terminated"); delete this; }
};

BOOL WINAPI DllMain(HINSTANCE, DWORD dwReason, LPVOID)
{
    if (dwReason == DLL_PROCESS_DETACH) OutputDebugStringA("detached");
    return TRUE;
}

HRESULT __stdcall RegisterModule(DWORD, IHttpModuleRegistrationInfo *pModuleInfo, IHttpServer *pHttpServer)
{
    const DWORD dwEvents = Environment("EVENTS"), dwPostEvents = Environment("POST_EVENTS"), dwGlobalEvents = Environment("GLOBAL_EVENTS"), dwFirst = Environment("POST_FIRST"), dwHigh = Environment("HIGH");
    IHttpModuleRegistrationInfo2 *pModuleInfo2 = NULL;
    HRESULT hr = HttpGetExtendedInterface(pHttpServer, pModuleInfo, &pModuleInfo2);
    g_pHttpServer = pHttpServer;
    g_moduleId = pModuleInfo->GetId();
    if (SUCCEEDED(hr) && (dwEvents != 0 || dwPostEvents != 0)) hr = pModuleInfo->SetRequestNotifications(new CAskedFactory, dwEvents, dwPostEvents);
    if (SUCCEEDED(hr) && dwHigh != 0) hr = pModuleInfo->SetPriorityForRequestNotification(dwHigh, PRIORITY_ALIAS_HIGH);
    if (SUCCEEDED(hr) && dwFirst != 0) hr = pModuleInfo2->SetPriorityForPostRequestNotification(dwFirst, PRIORITY_ALIAS_FIRST);
    if (SUCCEEDED(hr) && dwGlobalEvents != 0) hr = pModuleInfo->SetGlobalNotifications(new CAskedGlobal, dwGlobalEvents);
    return hr;
}
