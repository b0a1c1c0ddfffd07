#ifndef _OLE2_H_
#define _OLE2_H_
#include <objbase.h>
#endif
