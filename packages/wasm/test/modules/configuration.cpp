/* Reads its section in the ways that modules do: plain pointers, smart pointers, and an administration manager of its own. The answer tells what it has found. */
#define _WINSOCKAPI_
#include <windows.h>
#include <sal.h>
#include <httpserv.h>
#include <atlbase.h>
#include <comdef.h>
#include <wrl/client.h>
#include <stdio.h>
#include <string>

IHttpServer *g_pHttpServer = NULL;

static std::string Narrow(const wchar_t *text) { return text ? (const char *)_bstr_t(text) : "(null)"; }

static std::string Number(const char *format, long long value)
{
    char text[64];
    sprintf(text, format, value);
    return text;
}

/* A value with its type, and what is said of it. */
static std::string Show(const VARIANT &value)
{
    switch (value.vt)
    {
    case VT_BSTR: return "bstr:" + Narrow(value.bstrVal) + Number(":%lld", SysStringLen(value.bstrVal));
    case VT_BOOL: return value.boolVal == VARIANT_TRUE ? "bool:true" : value.boolVal == VARIANT_FALSE ? "bool:false" : "bool:?";
    case VT_UI4: return Number("ui4:%lld", value.ulVal);
    case VT_I4: return Number("i4:%lld", value.lVal);
    case VT_I8: return Number("i8:%lld", value.llVal);
    case VT_UI8: return Number("ui8:%lld", (long long)value.ullVal);
    default: return Number("vt:%lld", value.vt);
    }
}

/* The way of the samples: BSTR by hand, everything released. */
static HRESULT GetProperty(IAppHostElement *pElement, const WCHAR *pwszName, VARIANT *pValue)
{
    IAppHostProperty *pProperty = NULL;
    IAppHostPropertyException *pException = NULL;
    BSTR bstrName = SysAllocString(pwszName);
    VariantInit(pValue);
    HRESULT hr = pElement->GetPropertyByName(bstrName, &pProperty);
    SysFreeString(bstrName);
    if (FAILED(hr)) return hr;
    hr = pProperty->get_Exception(&pException);
    if (SUCCEEDED(hr) && pException == NULL) hr = pProperty->get_Value(pValue);
    pProperty->Release();
    return hr;
}

static std::string Properties(IHttpContext *pHttpContext)
{
    std::string text;
    IAppHostElement *pElement = NULL;
    IAppHostPropertyCollection *pProperties = NULL;
    BSTR bstrSection = SysAllocString(L"system.webServer/stamp");
    BSTR bstrPath = SysAllocString(pHttpContext->GetMetadata()->GetMetaPath());
    HRESULT hr = g_pHttpServer->GetAdminManager()->GetAdminSection(bstrSection, bstrPath, &pElement);
    SysFreeString(bstrSection);
    SysFreeString(bstrPath);
    if (FAILED(hr)) return Number("%08llx", (unsigned)hr);
    const WCHAR *names[] = { L"enabled", L"text", L"count", L"size", L"big", L"wait", L"mode", L"none" };
    for (int i = 0; i < 8; i++)
    {
        VARIANT value;
        hr = GetProperty(pElement, names[i], &value);
        text += SUCCEEDED(hr) ? Show(value) + "\n" : Number("%08llx\n", (unsigned)hr);
        VariantClear(&value);
    }
    pElement->get_Properties(&pProperties);
    DWORD cProperties = 0;
    pProperties->get_Count(&cProperties);
    text += Number("%lld properties", cProperties);
    pProperties->Release();
    text += Number(", %lld left", (long long)pElement->Release());
    return text;
}

static std::string Members()
{
    std::string text;
    CComPtr<IAppHostElement> pSection;
    HRESULT hr = g_pHttpServer->GetAdminManager()->GetAdminSection(CComBSTR(L"system.webServer/stamp"), CComBSTR(L"MACHINE/WEBROOT/APPHOST/Default Web Site"), &pSection);
    if (FAILED(hr)) return "no section";
    CComBSTR bstrName;
    pSection->get_Name(&bstrName);
    text = Narrow(bstrName) + ":";
    CComPtr<IAppHostElementCollection> pMembers;
    pSection->get_Collection(&pMembers);
    DWORD cMembers = 0;
    pMembers->get_Count(&cMembers);
    for (DWORD i = 0; i < cMembers; i++)
    {
        CComPtr<IAppHostElement> pMember, pAgain;
        CComPtr<IAppHostProperty> pName;
        CComVariant value;
        pMembers->get_Item(CComVariant(i), &pMember);
        pMember->GetPropertyByName(CComBSTR("name"), &pName);
        pName->get_Value(&value);
        text += " " + Narrow(value.bstrVal);
        if (FAILED(pMembers->get_Item(CComVariant((IUnknown *)pMember), &pAgain))) text += "?";
    }
    CComPtr<IAppHostElement> pBehind, pLimits, pNone;
    text += Number("|%08llx", (unsigned)pMembers->get_Item(CComVariant(99), &pBehind));
    text += Number(" %08llx", (unsigned)pMembers->get_Item(CComVariant(L"a"), &pBehind));
    text += Number(" %08llx", (unsigned)pMembers->Clear());
    hr = pSection->GetElementByName(CComBSTR(L"limits"), &pLimits);
    CComPtr<IAppHostElementCollection> pOfLimits;
    pLimits->get_Collection(&pOfLimits);
    text += pOfLimits == NULL ? "|no collection" : "|collection";
    text += Number(" %08llx", (unsigned)pSection->GetElementByName(CComBSTR(L"none"), &pNone));
    CComVariant metadata;
    pSection->GetMetadata(CComBSTR(L"deepestPathSet"), &metadata);
    text += "|" + Show(metadata);
    metadata.Clear();
    g_pHttpServer->GetAdminManager()->GetMetadata(CComBSTR(L"lockMetadata"), &metadata);
    text += "|" + Show(metadata);
    return text;
}

/* A manager of its own, and errors that are thrown. */
static std::string Own()
{
    std::string text;
    try
    {
        if (FAILED(CoInitializeEx(NULL, COINIT_MULTITHREADED))) return "no COM";
        _com_ptr_t<_com_IIID<IAppHostWritableAdminManager> > pManager;
        _com_util::CheckError(pManager.CreateInstance(__uuidof(AppHostWritableAdminManager)));
        Microsoft::WRL::ComPtr<IAppHostElement> pSection;
        _bstr_t path(L"MACHINE/WEBROOT/APPHOST");
        _com_util::CheckError(pManager->GetAdminSection(_bstr_t("system.webServer/stamp").GetBSTR(), path.GetBSTR(), pSection.GetAddressOf()));
        Microsoft::WRL::ComPtr<IAppHostProperty> pProperty;
        _com_util::CheckError(pSection->GetPropertyByName(_bstr_t(L"size").GetBSTR(), &pProperty));
        _variant_t value;
        pProperty->get_Value(&value);
        text += (const char *)(_bstr_t("size is ") + (_bstr_t)value);
        text += Number(", %08llx", (unsigned)pProperty->put_Value(value));
        text += Number(", %08llx", (unsigned)pManager->CommitChanges());
        IUnknown *pOther = NULL;
        text += Number(", %08llx", (unsigned)CoCreateInstance(__uuidof(IUnknown), NULL, CLSCTX_ALL, __uuidof(IUnknown), (void **)&pOther));
        CoUninitialize();
        _com_util::CheckError(pManager->GetAdminSection(_bstr_t("none").GetBSTR(), path.GetBSTR(), pSection.ReleaseAndGetAddressOf()));
    }
    catch (const _com_error &error)
    {
        text += Number(", thrown %08llx", (unsigned)error.Error());
    }
    return text;
}

static std::string Convert(const VARIANT &from, VARTYPE type)
{
    VARIANT to;
    VariantInit(&to);
    HRESULT hr = VariantChangeType(&to, &from, VARIANT_ALPHABOOL, type);
    std::string text = SUCCEEDED(hr) ? Show(to) : Number("%08llx", (unsigned)hr);
    VariantClear(&to);
    return text;
}

static std::string Variants()
{
    BSTR bstrLong = SysAllocStringLen(L"a\0b", 3);
    GUID guid, again;
    WCHAR wszGuid[40];
    CoCreateGuid(&guid);
    StringFromGUID2(guid, wszGuid, 40);
    CLSIDFromString(wszGuid, &again);
    std::string text = Convert(CComVariant(L" 42 "), VT_I4) + " " + Convert(CComVariant(L"x"), VT_I4) + " " + Convert(CComVariant(L"4294967295"), VT_I4) + " " + Convert(CComVariant(L"18446744073709551615"), VT_UI8)
        + " " + Convert(CComVariant(-7), VT_BSTR) + " " + Convert(CComVariant(true), VT_BSTR) + " " + Convert(CComVariant(true), VT_I4) + " " + Convert(CComVariant(L"True"), VT_BOOL) + " " + Convert(CComVariant(2.5), VT_I4)
        + " " + Convert(CComVariant(3.5), VT_I4) + " " + Convert(CComVariant(), VT_BSTR);
    text += Number("|%lld", SysStringLen(bstrLong)) + Number(" %lld", SysStringLen(NULL)) + Number(" %lld", wcslen(bstrLong)) + (guid == again ? " same" : " other") + Number(" %08llx", (unsigned)CLSIDFromString(L"{x}", &again));
    SysReAllocString(&bstrLong, L"longer text");
    text += Number(" %lld", SysStringLen(bstrLong));
    SysFreeString(bstrLong);
    return text;
}

class CReaderModule : public CHttpModule
{
public:
    REQUEST_NOTIFICATION_STATUS OnBeginRequest(IN IHttpContext *pHttpContext, IN IHttpEventProvider *)
    {
        PCWSTR pwszUrl = pHttpContext->GetScriptName();
        std::string text = !wcscmp(pwszUrl, L"/members") ? Members() : !wcscmp(pwszUrl, L"/own") ? Own() : !wcscmp(pwszUrl, L"/variants") ? Variants() : Properties(pHttpContext);
        HTTP_DATA_CHUNK chunk;
        DWORD cbSent;
        chunk.DataChunkType = HttpDataChunkFromMemory;
        chunk.FromMemory.pBuffer = (PVOID)text.data();
        chunk.FromMemory.BufferLength = (ULONG)text.size();
        pHttpContext->GetResponse()->WriteEntityChunks(&chunk, 1, FALSE, FALSE, &cbSent);
        return RQ_NOTIFICATION_FINISH_REQUEST;
    }
};

class CReaderFactory : public IHttpModuleFactory
{
public:
    HRESULT GetHttpModule(OUT CHttpModule **ppModule, IN IModuleAllocator *)
    {
        *ppModule = new CReaderModule;
        return S_OK;
    }
    void Terminate() { delete this; }
};

HRESULT __stdcall RegisterModule(DWORD, IHttpModuleRegistrationInfo *pModuleInfo, IHttpServer *pHttpServer)
{
    g_pHttpServer = pHttpServer;
    return pModuleInfo->SetRequestNotifications(new CReaderFactory, RQ_BEGIN_REQUEST, 0);
}
