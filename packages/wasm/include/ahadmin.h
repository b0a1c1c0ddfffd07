/* The configuration system as modules see it: interfaces in the order of their methods, after [MC-IISA]. What the server has of them is in runtime/configuration. */
#ifndef _AHADMIN_H_
#define _AHADMIN_H_
#include <objbase.h>
#ifdef __cplusplus

extern "C++" {
struct IAppHostMappingExtension;
struct IAppHostChildElementCollection;
struct IAppHostPropertyCollection;
struct IAppHostConfigLocationCollection;
struct IAppHostMethodCollection;
struct IAppHostElementSchemaCollection;
struct IAppHostPropertySchemaCollection;
struct IAppHostConstantValueCollection;
struct IAppHostConstantValue;
struct IAppHostPropertySchema;
struct IAppHostCollectionSchema;
struct IAppHostElementSchema;
struct IAppHostMethodSchema;
struct IAppHostMethodInstance;
struct IAppHostMethod;
struct IAppHostConfigException;
struct IAppHostPropertyException;
struct IAppHostElementCollection;
struct IAppHostElement;
struct IAppHostProperty;
struct IAppHostConfigLocation;
struct IAppHostSectionDefinition;
struct IAppHostSectionDefinitionCollection;
struct IAppHostSectionGroup;
struct IAppHostConfigFile;
struct IAppHostPathMapper;
struct IAppHostChangeHandler;
struct IAppHostAdminManager;
struct IAppHostWritableAdminManager;
struct IAppHostConfigManager;

struct _declspec(uuid("31a83ea0-c0e4-4a2c-8a01-353cc2a4c60a")) IAppHostMappingExtension : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE GetSiteNameFromSiteId(DWORD dwSiteId, BSTR *pbstrSiteName) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetSiteIdFromSiteName(BSTR bstrSiteName, DWORD *pdwSiteId) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetSiteElementFromSiteId(DWORD dwSiteId, IAppHostElement **ppSiteElement) = 0;
  virtual HRESULT STDMETHODCALLTYPE MapPath(BSTR bstrSiteName, BSTR bstrVirtualPath, BSTR *pbstrPhysicalPath, IAppHostElement **ppVirtualDirectoryElement, IAppHostElement **ppApplicationElement) = 0;
};

struct _declspec(uuid("08a90f5f-0702-48d6-b45f-02a9885a9768")) IAppHostChildElementCollection : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Count(DWORD *pcCount) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT cIndex, IAppHostElement **ppElement) = 0;
};

struct _declspec(uuid("0191775e-bcff-445a-b4f4-3bdda54e2816")) IAppHostPropertyCollection : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Count(DWORD *pcCount) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT cIndex, IAppHostProperty **ppProperty) = 0;
};

struct _declspec(uuid("832a32f7-b3ea-4b8c-b260-9a2923001184")) IAppHostConfigLocationCollection : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Count(DWORD *pcCount) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT varIndex, IAppHostConfigLocation **ppLocation) = 0;
  virtual HRESULT STDMETHODCALLTYPE AddLocation(BSTR bstrLocationPath, IAppHostConfigLocation **ppNewLocation) = 0;
  virtual HRESULT STDMETHODCALLTYPE DeleteLocation(VARIANT cIndex) = 0;
};

struct _declspec(uuid("d6c7cd8f-bb8d-4f96-b591-d3a5f1320269")) IAppHostMethodCollection : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Count(DWORD *pcCount) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT cIndex, IAppHostMethod **ppMethod) = 0;
};

struct _declspec(uuid("0344cdda-151e-4cbf-82da-66ae61e97754")) IAppHostElementSchemaCollection : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Count(DWORD *pcCount) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT cIndex, IAppHostElementSchema **ppElementSchema) = 0;
};

struct _declspec(uuid("8bed2c68-a5fb-4b28-8581-a0dc5267419f")) IAppHostPropertySchemaCollection : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Count(DWORD *pcCount) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT cIndex, IAppHostPropertySchema **ppPropertySchema) = 0;
};

struct _declspec(uuid("5b5a68e6-8b9f-45e1-8199-a95ffccdffff")) IAppHostConstantValueCollection : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Count(DWORD *pcCount) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT cIndex, IAppHostConstantValue **ppConstantValue) = 0;
};

struct _declspec(uuid("0716caf8-7d05-4a46-8099-77594be91394")) IAppHostConstantValue : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR *pbstrName) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Value(DWORD *pdwValue) = 0;
};

struct _declspec(uuid("450386db-7409-4667-935e-384dbbee2a9e")) IAppHostPropertySchema : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR *pbstrName) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Type(BSTR *pbstrType) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_DefaultValue(VARIANT *pDefaultValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_IsRequired(VARIANT_BOOL *pfIsRequired) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_IsUniqueKey(VARIANT_BOOL *pfIsUniqueKey) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_IsCombinedKey(VARIANT_BOOL *pfIsCombinedKey) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_IsExpanded(VARIANT_BOOL *pfIsExpanded) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_ValidationType(BSTR *pbstrValidationType) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_ValidationParameter(BSTR *pbstrValidationParameter) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR bstrMetadataType, VARIANT *pValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_IsCaseSensitive(VARIANT_BOOL *pfIsCaseSensitive) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_PossibleValues(IAppHostConstantValueCollection **ppValues) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_DoesAllowInfinite(VARIANT_BOOL *pfAllowInfinite) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_IsEncrypted(VARIANT_BOOL *pfIsEncrypted) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_TimeSpanFormat(BSTR *pbstrTimeSpanFormat) = 0;
};

struct _declspec(uuid("de095db1-5368-4d11-81f6-efef619b7bcf")) IAppHostCollectionSchema : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_AddElementNames(BSTR *pbstrElementName) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetAddElementSchema(BSTR bstrElementName, IAppHostElementSchema **ppSchema) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_RemoveElementSchema(IAppHostElementSchema **ppSchema) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_ClearElementSchema(IAppHostElementSchema **ppSchema) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_IsMergeAppend(VARIANT_BOOL *pfIsMergeAppend) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR bstrMetadataType, VARIANT *pValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_DoesAllowDuplicates(VARIANT_BOOL *pfAllowDuplicates) = 0;
};

struct _declspec(uuid("ef13d885-642c-4709-99ec-b89561c6bc69")) IAppHostElementSchema : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR *pbstrName) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_DoesAllowUnschematizedProperties(VARIANT_BOOL *pfAllowUnschematized) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR bstrMetadataType, VARIANT *pValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_CollectionSchema(IAppHostCollectionSchema **ppCollectionSchema) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_ChildElementSchemas(IAppHostElementSchemaCollection **ppChildSchemas) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_PropertySchemas(IAppHostPropertySchemaCollection **ppPropertySchemas) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_IsCollectionDefault(VARIANT_BOOL *pfIsCollectionDefault) = 0;
};

struct _declspec(uuid("2d9915fb-9d42-4328-b782-1b46819fab9e")) IAppHostMethodSchema : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR *pbstrName) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_InputSchema(IAppHostElementSchema **ppInputSchema) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_OutputSchema(IAppHostElementSchema **ppOutputSchema) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR bstrMetadataType, VARIANT *pValue) = 0;
};

struct _declspec(uuid("b80f3c42-60e0-4ae0-9007-f52852d3dbed")) IAppHostMethodInstance : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Input(IAppHostElement **ppInputElement) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Output(IAppHostElement **ppOutputElement) = 0;
  virtual HRESULT STDMETHODCALLTYPE Execute() = 0;
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR bstrMetadataType, VARIANT *pValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetMetadata(BSTR bstrMetadataType, VARIANT value) = 0;
};

struct _declspec(uuid("7883ca1c-1112-4447-84c3-52fbeb38069d")) IAppHostMethod : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR *pbstrName) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Schema(IAppHostMethodSchema **ppMethodSchema) = 0;
  virtual HRESULT STDMETHODCALLTYPE CreateInstance(IAppHostMethodInstance **ppMethodInstance) = 0;
};

struct _declspec(uuid("4dfa1df3-8900-4bc7-bbb5-d1a458c52410")) IAppHostConfigException : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_LineNumber(unsigned long *pcLineNumber) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_FileName(BSTR *pbstrFileName) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_ConfigPath(BSTR *pbstrConfigPath) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_ErrorLine(BSTR *pbstrErrorLine) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_PreErrorLine(BSTR *pbstrPreErrorLine) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_PostErrorLine(BSTR *pbstrPostErrorLine) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_ErrorString(BSTR *pbstrErrorString) = 0;
};

struct _declspec(uuid("eafe4895-a929-41ea-b14d-613e23f62b71")) IAppHostPropertyException : public IAppHostConfigException {
  virtual HRESULT STDMETHODCALLTYPE get_InvalidValue(BSTR *pbstrValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_ValidationFailureReason(BSTR *pbstrValidationReason) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_ValidationFailureParameters(SAFEARRAY **pParameterArray) = 0;
};

struct _declspec(uuid("c8550bff-5281-4b1e-ac34-99b6fa38464d")) IAppHostElementCollection : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Count(DWORD *pcElementCount) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT cIndex, IAppHostElement **ppElement) = 0;
  virtual HRESULT STDMETHODCALLTYPE AddElement(IAppHostElement *pElement, INT cPosition = -1) = 0;
  virtual HRESULT STDMETHODCALLTYPE DeleteElement(VARIANT cIndex) = 0;
  virtual HRESULT STDMETHODCALLTYPE Clear() = 0;
  virtual HRESULT STDMETHODCALLTYPE CreateNewElement(BSTR bstrElementName, IAppHostElement **ppElement) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Schema(IAppHostCollectionSchema **ppSchema) = 0;
};

struct _declspec(uuid("64ff8ccc-b287-4dae-b08a-a72cbf45f453")) IAppHostElement : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR *pbstrName) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Collection(IAppHostElementCollection **ppCollection) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Properties(IAppHostPropertyCollection **ppProperties) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_ChildElements(IAppHostChildElementCollection **ppElements) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR bstrMetadataType, VARIANT *pValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetMetadata(BSTR bstrMetadataType, VARIANT value) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Schema(IAppHostElementSchema **ppSchema) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetElementByName(BSTR bstrSubName, IAppHostElement **ppElement) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetPropertyByName(BSTR bstrSubName, IAppHostProperty **ppProperty) = 0;
  virtual HRESULT STDMETHODCALLTYPE Clear() = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Methods(IAppHostMethodCollection **ppMethods) = 0;
};

struct _declspec(uuid("ed35f7a1-5024-4e7b-a44d-07ddaf4b524d")) IAppHostProperty : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR *pbstrName) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Value(VARIANT *pVariant) = 0;
  virtual HRESULT STDMETHODCALLTYPE put_Value(VARIANT value) = 0;
  virtual HRESULT STDMETHODCALLTYPE Clear() = 0;
  virtual HRESULT STDMETHODCALLTYPE get_StringValue(BSTR *pbstrValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Exception(IAppHostPropertyException **ppException) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR bstrMetadataType, VARIANT *pValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetMetadata(BSTR bstrMetadataType, VARIANT value) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Schema(IAppHostPropertySchema **ppSchema) = 0;
};

struct _declspec(uuid("370af178-7758-4dad-8146-7391f6e18585")) IAppHostConfigLocation : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Path(BSTR *pbstrLocationPath) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Count(DWORD *pcCount) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT cIndex, IAppHostElement **ppSection) = 0;
  virtual HRESULT STDMETHODCALLTYPE AddConfigSection(BSTR bstrSectionName, IAppHostElement **ppAdminElement) = 0;
  virtual HRESULT STDMETHODCALLTYPE DeleteConfigSection(VARIANT cIndex) = 0;
};

struct _declspec(uuid("c5c04795-321c-4014-8fd6-d44658799393")) IAppHostSectionDefinition : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR *pbstrName) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Type(BSTR *pbstrType) = 0;
  virtual HRESULT STDMETHODCALLTYPE put_Type(BSTR bstrType) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_OverrideModeDefault(BSTR *pbstrOverrideModeDefault) = 0;
  virtual HRESULT STDMETHODCALLTYPE put_OverrideModeDefault(BSTR bstrOverrideModeDefault) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_AllowDefinition(BSTR *pbstrAllowDefinition) = 0;
  virtual HRESULT STDMETHODCALLTYPE put_AllowDefinition(BSTR bstrAllowDefinition) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_AllowLocation(BSTR *pbstrAllowLocation) = 0;
  virtual HRESULT STDMETHODCALLTYPE put_AllowLocation(BSTR bstrAllowLocation) = 0;
};

struct _declspec(uuid("b7d381ee-8860-47a1-8af4-1f33b2b1f325")) IAppHostSectionDefinitionCollection : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Count(unsigned long *pcCount) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT varIndex, IAppHostSectionDefinition **ppConfigSection) = 0;
  virtual HRESULT STDMETHODCALLTYPE AddSection(BSTR bstrSectionName, IAppHostSectionDefinition **ppConfigSection) = 0;
  virtual HRESULT STDMETHODCALLTYPE DeleteSection(VARIANT varIndex) = 0;
};

struct _declspec(uuid("0dd8a158-ebe6-4008-a1d9-b7ecc8f1104b")) IAppHostSectionGroup : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Count(unsigned long *pcSectionGroup) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT varIndex, IAppHostSectionGroup **ppSectionGroup) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Sections(IAppHostSectionDefinitionCollection **ppSections) = 0;
  virtual HRESULT STDMETHODCALLTYPE AddSectionGroup(BSTR bstrSectionGroupName, IAppHostSectionGroup **ppSectionGroup) = 0;
  virtual HRESULT STDMETHODCALLTYPE DeleteSectionGroup(VARIANT varIndex) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR *pbstrName) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Type(BSTR *pbstrType) = 0;
  virtual HRESULT STDMETHODCALLTYPE put_Type(BSTR bstrType) = 0;
};

struct _declspec(uuid("ada4e6fb-e025-401e-a5d0-c3134a281f07")) IAppHostConfigFile : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_ConfigPath(BSTR *pbstrConfigPath) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_FilePath(BSTR *pbstrFilePath) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Locations(IAppHostConfigLocationCollection **ppLocations) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetAdminSection(BSTR bstrSectionName, BSTR bstrPath, IAppHostElement **ppAdminSection) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR bstrMetadataType, VARIANT *pValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetMetadata(BSTR bstrMetadataType, VARIANT value) = 0;
  virtual HRESULT STDMETHODCALLTYPE ClearInvalidSections() = 0;
  virtual HRESULT STDMETHODCALLTYPE get_RootSectionGroup(IAppHostSectionGroup **ppSectionGroups) = 0;
};

struct _declspec(uuid("e7927575-5cc3-403b-822e-328a6b904bee")) IAppHostPathMapper : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE MapPath(BSTR bstrConfigPath, BSTR bstrMappedPhysicalPath, BSTR *pbstrNewPhysicalPath) = 0;
};

struct _declspec(uuid("09829352-87c2-418d-8d79-4133969a489d")) IAppHostChangeHandler : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE OnSectionChanges(BSTR bstrSectionName, BSTR bstrConfigPath) = 0;
};

struct _declspec(uuid("9be77978-73ed-4a9a-87fd-13f09fec1b13")) IAppHostAdminManager : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE GetAdminSection(BSTR bstrSectionName, BSTR bstrPath, IAppHostElement **ppAdminSection) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR bstrMetadataType, VARIANT *pValue) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetMetadata(BSTR bstrMetadataType, VARIANT value) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_ConfigManager(IAppHostConfigManager **ppConfigManager) = 0;
};

struct _declspec(uuid("fa7660f6-7b3f-4237-a8bf-ed0ad0dcbbd9")) IAppHostWritableAdminManager : public IAppHostAdminManager {
  virtual HRESULT STDMETHODCALLTYPE CommitChanges() = 0;
  virtual HRESULT STDMETHODCALLTYPE get_CommitPath(BSTR *pbstrCommitPath) = 0;
  virtual HRESULT STDMETHODCALLTYPE put_CommitPath(BSTR bstrCommitPath) = 0;
};

struct _declspec(uuid("8f6d760f-f0cb-4d69-b5f6-848b33e9bdc6")) IAppHostConfigManager : public IUnknown {
  virtual HRESULT STDMETHODCALLTYPE GetConfigFile(BSTR bstrConfigPath, IAppHostConfigFile **ppConfigFile) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetUniqueConfigPath(BSTR bstrConfigPath, BSTR *pbstrUniquePath) = 0;
};

class _declspec(uuid("228fb8f7-fb53-4fd5-8c7b-ff59de606c5b")) AppHostAdminManager;
class _declspec(uuid("2b72133b-3f5b-4602-8952-803546ce3344")) AppHostWritableAdminManager;
}

#define IID_IAppHostMappingExtension __uuidof(IAppHostMappingExtension)
#define IID_IAppHostChildElementCollection __uuidof(IAppHostChildElementCollection)
#define IID_IAppHostPropertyCollection __uuidof(IAppHostPropertyCollection)
#define IID_IAppHostConfigLocationCollection __uuidof(IAppHostConfigLocationCollection)
#define IID_IAppHostMethodCollection __uuidof(IAppHostMethodCollection)
#define IID_IAppHostElementSchemaCollection __uuidof(IAppHostElementSchemaCollection)
#define IID_IAppHostPropertySchemaCollection __uuidof(IAppHostPropertySchemaCollection)
#define IID_IAppHostConstantValueCollection __uuidof(IAppHostConstantValueCollection)
#define IID_IAppHostConstantValue __uuidof(IAppHostConstantValue)
#define IID_IAppHostPropertySchema __uuidof(IAppHostPropertySchema)
#define IID_IAppHostCollectionSchema __uuidof(IAppHostCollectionSchema)
#define IID_IAppHostElementSchema __uuidof(IAppHostElementSchema)
#define IID_IAppHostMethodSchema __uuidof(IAppHostMethodSchema)
#define IID_IAppHostMethodInstance __uuidof(IAppHostMethodInstance)
#define IID_IAppHostMethod __uuidof(IAppHostMethod)
#define IID_IAppHostConfigException __uuidof(IAppHostConfigException)
#define IID_IAppHostPropertyException __uuidof(IAppHostPropertyException)
#define IID_IAppHostElementCollection __uuidof(IAppHostElementCollection)
#define IID_IAppHostElement __uuidof(IAppHostElement)
#define IID_IAppHostProperty __uuidof(IAppHostProperty)
#define IID_IAppHostConfigLocation __uuidof(IAppHostConfigLocation)
#define IID_IAppHostSectionDefinition __uuidof(IAppHostSectionDefinition)
#define IID_IAppHostSectionDefinitionCollection __uuidof(IAppHostSectionDefinitionCollection)
#define IID_IAppHostSectionGroup __uuidof(IAppHostSectionGroup)
#define IID_IAppHostConfigFile __uuidof(IAppHostConfigFile)
#define IID_IAppHostPathMapper __uuidof(IAppHostPathMapper)
#define IID_IAppHostChangeHandler __uuidof(IAppHostChangeHandler)
#define IID_IAppHostAdminManager __uuidof(IAppHostAdminManager)
#define IID_IAppHostWritableAdminManager __uuidof(IAppHostWritableAdminManager)
#define IID_IAppHostConfigManager __uuidof(IAppHostConfigManager)
#define CLSID_AppHostAdminManager __uuidof(AppHostAdminManager)
#define CLSID_AppHostWritableAdminManager __uuidof(AppHostWritableAdminManager)

#endif
#endif
