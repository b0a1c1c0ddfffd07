/* What filters use of it is in afxwin.h. */
#include <afxwin.h>
