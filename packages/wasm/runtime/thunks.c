/* The callbacks of the server. The linker gives each thunk a slot of the function table with the type that filters call through;
   each goes on to one import of the module isapi_bridge. */

typedef unsigned int DWORD;
#define HOST(name) __attribute__((import_module("isapi_bridge"), import_name(#name))) extern

HOST(GetServerVariable) int host_GetServerVariable(void *pfc, const char *name, void *buffer, DWORD *size);
HOST(AddResponseHeaders) int host_AddResponseHeaders(void *pfc, const char *headers);
HOST(WriteClient) int host_WriteClient(void *pfc, const void *buffer, DWORD *bytes);
HOST(AllocMem) void *host_AllocMem(void *pfc, DWORD size);
HOST(ServerSupportFunction) int host_ServerSupportFunction(void *pfc, int request, void *data, DWORD ul1, DWORD ul2);
HOST(GetHeader) int host_GetHeader(void *pfc, int block, const char *name, void *buffer, DWORD *size);
HOST(SetHeader) int host_SetHeader(void *pfc, int block, const char *name, const char *value);
HOST(AddHeader) int host_AddHeader(void *pfc, int block, const char *name, const char *value);
HOST(GetUserToken) int host_GetUserToken(void *pfc, void **token);

enum { REQUEST = 0, RESPONSE = 1 };

static int GetServerVariable(void *pfc, char *name, void *buffer, DWORD *size) { return host_GetServerVariable(pfc, name, buffer, size); }
static int AddResponseHeaders(void *pfc, char *headers, DWORD reserved) { return host_AddResponseHeaders(pfc, headers); }
static int WriteClient(void *pfc, void *buffer, DWORD *bytes, DWORD reserved) { return host_WriteClient(pfc, buffer, bytes); }
static void *AllocMem(void *pfc, DWORD size, DWORD reserved) { return host_AllocMem(pfc, size); }
static int ServerSupportFunction(void *pfc, int request, void *data, DWORD ul1, DWORD ul2) { return host_ServerSupportFunction(pfc, request, data, ul1, ul2); }
static int GetRequestHeader(void *pfc, char *name, void *buffer, DWORD *size) { return host_GetHeader(pfc, REQUEST, name, buffer, size); }
static int SetRequestHeader(void *pfc, char *name, char *value) { return host_SetHeader(pfc, REQUEST, name, value); }
static int AddRequestHeader(void *pfc, char *name, char *value) { return host_AddHeader(pfc, REQUEST, name, value); }
static int GetResponseHeader(void *pfc, char *name, void *buffer, DWORD *size) { return host_GetHeader(pfc, RESPONSE, name, buffer, size); }
static int SetResponseHeader(void *pfc, char *name, char *value) { return host_SetHeader(pfc, RESPONSE, name, value); }
static int AddResponseHeader(void *pfc, char *name, char *value) { return host_AddHeader(pfc, RESPONSE, name, value); }
static int GetUserToken(void *pfc, void **token) { return host_GetUserToken(pfc, token); }

/* In the order of src/host/thunks.ts. */
__attribute__((used, export_name("isapi_thunks"))) void *const *isapi_thunks(void) {
  static void *const thunks[] = {
    GetServerVariable, AddResponseHeaders, WriteClient, AllocMem, ServerSupportFunction,
    GetRequestHeader, SetRequestHeader, AddRequestHeader,
    GetResponseHeader, SetResponseHeader, AddResponseHeader,
    GetUserToken
  };
  return thunks;
}
