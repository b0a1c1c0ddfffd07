/* Checks of a source that was compiled with a time limit: clang calls this in each block. The host looks at its clock now and then. */
#define HOST(name) __attribute__((import_module("isapi_bridge"), import_name(#name))) extern

HOST(CheckTime) int host_check_time(void);

enum { BLOCKS = 100000 };
static int left = BLOCKS;

void __sanitizer_cov_trace_pc(void) {
  if (--left > 0) return;
  left = BLOCKS;
  if (host_check_time()) __builtin_trap(); /* no destructor runs, and noexcept does not call std::terminate */
}
