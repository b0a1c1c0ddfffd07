/* See sql.h. */
#ifndef _ISAPI_ODBCINST_H
#define _ISAPI_ODBCINST_H
#include <sql.h>
#endif
