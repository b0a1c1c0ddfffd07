/* See sql.h. */
#ifndef _ISAPI_SQLEXT_H
#define _ISAPI_SQLEXT_H
#include <sql.h>
#endif
