// What MFC has in a library, so that a source can have its own.

__attribute__((weak)) void *AfxGetResourceHandle() { return (void *)0x10000000; }
