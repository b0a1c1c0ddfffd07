#ifndef __INTRIN_H_
#define __INTRIN_H_
#include <_isapi_crt.h>
#define _ReturnAddress() __builtin_return_address(0)
#define _ReadWriteBarrier() __sync_synchronize()
#define __debugbreak() __builtin_trap()
#endif
