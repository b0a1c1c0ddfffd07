// std::exception with a text, as Visual C++ has it; see _isapi_prefix.h. All members of the library's file of the same classes are here, in place of it.

#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>

namespace {

struct text {
  const volatile void *object;
  text *next;
  char value[1];
};

// Of those in flight, hence few.
text *texts;

text *text_of(const volatile void *object) {
  for (text *at = texts; at; at = at->next) if (at->object == object) return at;
  return nullptr;
}

void forget(const volatile void *object) {
  for (text **at = &texts; *at; at = &(*at)->next) {
    if ((*at)->object != object) continue;
    text *gone = *at;
    *at = gone->next;
    std::free(gone);
    return;
  }
}

} // namespace

extern "C" {
void isapi_exception_text(const volatile void *object, const char *value) noexcept {
  forget(object);
  if (!value) return;
  std::size_t length = std::strlen(value);
  text *made = static_cast<text *>(std::malloc(sizeof(text) + length));
  if (!made) return;
  made->object = object;
  made->next = texts;
  std::memcpy(made->value, value, length + 1);
  texts = made;
}
void isapi_exception_copy(const volatile void *object, const volatile void *other) noexcept {
  if (object == other) return;
  text *found = text_of(other);
  if (found) isapi_exception_text(object, found->value);
  else forget(object);
}
}

namespace std {
exception::~exception() noexcept { forget(this); }
const char *exception::what() const noexcept {
  text *found = text_of(this);
  return found ? found->value : "Unknown exception";
}
bad_exception::~bad_exception() noexcept {}
const char *bad_exception::what() const noexcept { return "bad exception"; }
bad_alloc::bad_alloc() noexcept {}
bad_alloc::~bad_alloc() noexcept {}
const char *bad_alloc::what() const noexcept { return "bad allocation"; }
bad_array_new_length::bad_array_new_length() noexcept {}
bad_array_new_length::~bad_array_new_length() noexcept {}
const char *bad_array_new_length::what() const noexcept { return "bad array new length"; }
} // namespace std

// Those of the library give NULL where there is no memory, for it is built without exceptions. A filter may have its own.
__attribute__((weak)) void *operator new(std::size_t size) {
  for (;;) {
    if (void *block = std::malloc(size ? size : 1)) return block;
    std::new_handler handler = std::get_new_handler();
    if (!handler) throw std::bad_alloc();
    handler();
  }
}
__attribute__((weak)) void *operator new[](std::size_t size) { return operator new(size); }
__attribute__((weak)) void *operator new(std::size_t size, const std::nothrow_t &) noexcept { return std::malloc(size ? size : 1); }
__attribute__((weak)) void *operator new[](std::size_t size, const std::nothrow_t &) noexcept { return std::malloc(size ? size : 1); }
