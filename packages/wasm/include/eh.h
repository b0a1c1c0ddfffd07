#ifndef _INC_EH
#define _INC_EH
#ifdef __cplusplus
#include <exception>
using std::set_terminate;
using std::terminate;
struct _EXCEPTION_POINTERS;
typedef void (*_se_translator_function)(unsigned int, struct _EXCEPTION_POINTERS *);
/* Faults are traps: no translator is ever called. */
static inline _se_translator_function _set_se_translator(_se_translator_function) { return 0; }
#endif
#endif
