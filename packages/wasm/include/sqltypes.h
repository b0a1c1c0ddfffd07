/* See sql.h. */
#ifndef _ISAPI_SQLTYPES_H
#define _ISAPI_SQLTYPES_H
#include <sql.h>
#endif
