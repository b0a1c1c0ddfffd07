/* The configuration objects, by name only: the server has no COM configuration, GetAdminManager gives NULL. */
#ifndef _AHADMIN_H_
#define _AHADMIN_H_
#include <objbase.h>
#ifdef __cplusplus
struct IAppHostAdminManager;
struct IAppHostConfigException;
struct IAppHostElement;
struct IAppHostElementCollection;
struct IAppHostProperty;
struct IAppHostConfigManager;
struct IAppHostPathMapper;
#endif
#endif
