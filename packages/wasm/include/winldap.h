/* LDAP, declared: there are no sockets, so calls fail with LDAP_SERVER_DOWN, and are named. */
#ifndef _ISAPI_WINLDAP_H
#define _ISAPI_WINLDAP_H
#include <windows.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef struct ldap LDAP, *PLDAP;
typedef struct ldapmsg LDAPMessage, *PLDAPMessage;
typedef struct berelement BerElement;
typedef struct berval { ULONG bv_len; PCHAR bv_val; } LDAP_BERVAL, *PLDAP_BERVAL, BERVAL, *PBERVAL;
typedef struct l_timeval { LONG tv_sec; LONG tv_usec; } LDAP_TIMEVAL, *PLDAP_TIMEVAL;
#define LDAP_PORT 389
#define LDAP_SSL_PORT 636
#define LDAP_VERSION2 2
#define LDAP_VERSION3 3
#define LDAP_SUCCESS 0x00
#define LDAP_OPERATIONS_ERROR 0x01
#define LDAP_TIMELIMIT_EXCEEDED 0x03
#define LDAP_NO_SUCH_OBJECT 0x20
#define LDAP_INVALID_CREDENTIALS 0x31
#define LDAP_INSUFFICIENT_RIGHTS 0x32
#define LDAP_BUSY 0x33
#define LDAP_UNAVAILABLE 0x34
#define LDAP_SERVER_DOWN 0x51
#define LDAP_TIMEOUT 0x55
#define LDAP_SCOPE_BASE 0
#define LDAP_SCOPE_ONELEVEL 1
#define LDAP_SCOPE_SUBTREE 2
#define LDAP_AUTH_SIMPLE 0x80
#define LDAP_OPT_ON ((void *)1)
#define LDAP_OPT_OFF ((void *)0)
#define LDAP_OPT_SIZELIMIT 0x03
#define LDAP_OPT_TIMELIMIT 0x04
#define LDAP_OPT_REFERRALS 0x08
#define LDAP_OPT_SSL 0x0a
#define LDAP_OPT_VERSION 0x11
#define LDAP_OPT_PROTOCOL_VERSION 0x11
#define LDAP_OPT_ERROR_NUMBER 0x31
#define LDAP_OPT_ERROR_STRING 0x32
#define LDAP_OPT_SERVER_CERTIFICATE 0x81
#define LDAP_NO_LIMIT 0
LDAP *ldap_init(PSTR HostName, ULONG PortNumber);
LDAP *ldap_open(PSTR HostName, ULONG PortNumber);
LDAP *ldap_sslinit(PSTR HostName, ULONG PortNumber, int secure);
ULONG ldap_connect(LDAP *ld, struct l_timeval *timeout);
ULONG ldap_set_option(LDAP *ld, int option, const void *invalue);
ULONG ldap_get_option(LDAP *ld, int option, void *outvalue);
ULONG ldap_bind(LDAP *ld, PSTR dn, PCHAR cred, ULONG method);
ULONG ldap_bind_s(LDAP *ld, PSTR dn, PCHAR cred, ULONG method);
ULONG ldap_simple_bind(LDAP *ld, PSTR dn, PSTR passwd);
ULONG ldap_simple_bind_s(LDAP *ld, PSTR dn, PSTR passwd);
ULONG ldap_unbind(LDAP *ld);
ULONG ldap_unbind_s(LDAP *ld);
ULONG ldap_search(LDAP *ld, PSTR base, ULONG scope, PSTR filter, PSTR attrs[], ULONG attrsonly);
ULONG ldap_search_s(LDAP *ld, PSTR base, ULONG scope, PSTR filter, PSTR attrs[], ULONG attrsonly, LDAPMessage **res);
ULONG ldap_search_st(LDAP *ld, PSTR base, ULONG scope, PSTR filter, PSTR attrs[], ULONG attrsonly, struct l_timeval *timeout, LDAPMessage **res);
ULONG ldap_search_ext_s(LDAP *ld, PSTR base, ULONG scope, PSTR filter, PSTR attrs[], ULONG attrsonly, void **ServerControls, void **ClientControls, struct l_timeval *timeout, ULONG SizeLimit, LDAPMessage **res);
ULONG ldap_compare_s(LDAP *ld, PSTR dn, PSTR attr, PSTR value);
ULONG ldap_result(LDAP *ld, ULONG msgid, ULONG all, struct l_timeval *timeout, LDAPMessage **res);
ULONG ldap_abandon(LDAP *ld, ULONG msgid);
ULONG ldap_count_entries(LDAP *ld, LDAPMessage *res);
LDAPMessage *ldap_first_entry(LDAP *ld, LDAPMessage *res);
LDAPMessage *ldap_next_entry(LDAP *ld, LDAPMessage *entry);
PCHAR ldap_first_attribute(LDAP *ld, LDAPMessage *entry, BerElement **ptr);
PCHAR ldap_next_attribute(LDAP *ld, LDAPMessage *entry, BerElement *ptr);
PCHAR *ldap_get_values(LDAP *ld, LDAPMessage *entry, PSTR attr);
ULONG ldap_count_values(PCHAR *vals);
ULONG ldap_value_free(PCHAR *vals);
PCHAR ldap_get_dn(LDAP *ld, LDAPMessage *entry);
VOID ldap_memfree(PCHAR Block);
ULONG ldap_msgfree(LDAPMessage *res);
VOID ber_free(BerElement *pBerElement, INT fbuf);
PCHAR ldap_err2string(ULONG err);
ULONG LdapGetLastError(VOID);
ULONG LdapMapErrorToWin32(ULONG LdapError);
#ifdef __cplusplus
}
#endif
#endif
