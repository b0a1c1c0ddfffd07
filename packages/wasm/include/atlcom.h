/* The identifiers and pointers of atlbase.h; there are no servers of COM. */
#include <atlbase.h>
