#ifndef _OLEAUTO_H_
#define _OLEAUTO_H_
#include <objbase.h>
#endif
