/* Nothing of its own that filters use. */
#include <afxwin.h>
