#ifndef _OAIDL_H_
#define _OAIDL_H_
#include <objbase.h>
#endif
