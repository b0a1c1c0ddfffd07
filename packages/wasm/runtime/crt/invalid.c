/* The invalid-parameter handler. Without one a bad argument ends the program, which the host reports as a fault of the filter. */
#include "crt.h"
#include <unistd.h>

static _invalid_parameter_handler handler;

_invalid_parameter_handler _set_invalid_parameter_handler(_invalid_parameter_handler next) {
  _invalid_parameter_handler was = handler;
  handler = next;
  return was;
}
_invalid_parameter_handler _get_invalid_parameter_handler(void) { return handler; }

void _invalid_parameter(const wchar_t *expression, const wchar_t *function, const wchar_t *file, unsigned int line, uintptr_t reserved) {
  static const char bad[] = "isapi-bridge: a function of the C run-time was given an invalid parameter; no handler is set, so the program ends, as with Visual C++\n";
  static const char small[] = "isapi-bridge: a function of the C run-time was given a buffer that is too small; no handler is set, so the program ends, as with Visual C++\n";
  if (handler) { handler(expression, function, file, line, reserved); return; }
  if (errno == ERANGE) write(2, small, sizeof small - 1); else write(2, bad, sizeof bad - 1);
  __builtin_trap();
}
void _invalid_parameter_noinfo(void) { _invalid_parameter(NULL, NULL, NULL, 0, 0); }

int isapi_invalid(int error) {
  errno = error;
  _invalid_parameter_noinfo();
  errno = error;
  return error;
}

static _purecall_handler purecall;
_purecall_handler _set_purecall_handler(_purecall_handler next) { _purecall_handler was = purecall; purecall = next; return was; }
static _PNH newHandler;
_PNH _set_new_handler(_PNH next) { _PNH was = newHandler; newHandler = next; return was; }
int _set_new_mode(int mode) { (void)mode; return 0; }
errno_t _set_errno(int value) { errno = value; return 0; }
errno_t _get_errno(int *value) { REQUIRE(value); *value = errno; return 0; }
unsigned int _set_abort_behavior(unsigned int flags, unsigned int mask) { (void)flags; (void)mask; return 0; }
