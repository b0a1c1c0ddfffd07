/* Ours. */
#ifndef _WRL_H_
#define _WRL_H_
#include <wrl/client.h>
#include <wrl/wrappers/corewrappers.h>
#endif
