/* Nothing of its own that filters use. */
#ifndef _ISAPI_DRIVERSPECS_H
#define _ISAPI_DRIVERSPECS_H
#include <sal.h>
#endif
