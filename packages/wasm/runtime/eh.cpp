// C++ exceptions: the part of the C++ ABI that the prebuilt library lacks. The compiler lowers throw and catch to exceptions of WebAssembly;
// which handler takes what is decided here, by the tables that it writes for each function.

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <typeinfo>

namespace {

struct header {
  const std::type_info *type;
  void *(*destroy)(void *); // destructors return their object on this target
  int handlers; // negative: thrown again
  int references;
  header *next; // of those being handled
  void *adjusted; // what the handler gets
};

header *caught;
header *last; // that was thrown
int uncaught;

// The size keeps what is thrown aligned as malloc has it.
const std::size_t HEADER = (sizeof(header) + 15) & ~std::size_t(15);
header *header_of(void *thrown) { return reinterpret_cast<header *>(static_cast<char *>(thrown) - HEADER); }
void *thrown_of(header *h) { return reinterpret_cast<char *>(h) + HEADER; }

// The functions of a type that the library's classes of type information have behind those of std::type_info.
struct shim {
  virtual ~shim();
  virtual void noop1() const;
  virtual void noop2() const;
  virtual bool can_catch(const shim *thrown, void *&object) const = 0;
};

std::uintptr_t uleb(const std::uint8_t *&at) {
  std::uintptr_t value = 0;
  unsigned shift = 0;
  std::uint8_t byte;
  do {
    byte = *at++;
    value |= std::uintptr_t(byte & 0x7F) << shift;
    shift += 7;
  } while (byte & 0x80);
  return value;
}

std::intptr_t sleb(const std::uint8_t *&at) {
  std::uintptr_t value = 0;
  unsigned shift = 0;
  std::uint8_t byte;
  do {
    byte = *at++;
    value |= std::uintptr_t(byte & 0x7F) << shift;
    shift += 7;
  } while (byte & 0x80);
  if ((byte & 0x40) && shift < sizeof(value) * 8) value |= ~std::uintptr_t(0) << shift;
  return std::intptr_t(value);
}

const std::type_info *type_at(const std::uint8_t *types, std::intptr_t index) {
  std::uintptr_t address;
  std::memcpy(&address, types - index * 4, 4);
  return reinterpret_cast<const std::type_info *>(address);
}

bool takes(const std::type_info *handler, header *h) {
  if (!handler) { h->adjusted = thrown_of(h); return true; }
  void *object = thrown_of(h);
  if (!reinterpret_cast<const shim *>(handler)->can_catch(reinterpret_cast<const shim *>(h->type), object)) return false;
  h->adjusted = object;
  return true;
}

// The text of an exception, for the report. NULL: it has none.
const char *what_of(header *h) {
  void *object = thrown_of(h);
  if (*h->type == typeid(const char *) || *h->type == typeid(char *)) return *static_cast<const char **>(object);
  const std::type_info &known = typeid(std::exception);
  return reinterpret_cast<const shim &>(known).can_catch(reinterpret_cast<const shim *>(h->type), object) ? static_cast<std::exception *>(object)->what() : nullptr;
}

void release(header *h) {
  if (--h->references > 0) return;
  if (last == h) last = nullptr;
  if (h->destroy) h->destroy(thrown_of(h));
  std::free(h);
}

} // namespace

#if __clang_major__ >= 20
// Older compilers define the tag wherever they use it.
__asm__(".globl __cpp_exception\n.tagtype __cpp_exception i32\n__cpp_exception:\n");
#endif

extern "C" {

// The host keeps where it happened: who catches nothing finds it in the report.
__attribute__((import_module("isapi_bridge"), import_name("Throw"))) extern void isapi_throws(void);

// The type of what was thrown last, or else its text; NULL: it has none.
__attribute__((export_name("isapi_thrown"))) const char *isapi_thrown(int text) {
  return !last ? nullptr : text ? what_of(last) : last->type->name();
}

struct landing_pad {
  std::uintptr_t index;
  std::uintptr_t table;
  std::uintptr_t selector;
};
landing_pad __wasm_lpad_context;

void *__cxa_allocate_exception(std::size_t size) {
  void *block = std::calloc(1, HEADER + size);
  if (!block) std::terminate();
  return static_cast<char *>(block) + HEADER;
}
void __cxa_free_exception(void *thrown) { std::free(header_of(thrown)); }

[[noreturn]] void __cxa_throw(void *thrown, std::type_info *type, void *(*destroy)(void *)) {
  header *h = header_of(thrown);
  h->type = type;
  h->destroy = destroy;
  h->references = 1;
  last = h;
  isapi_throws();
  uncaught++;
  __builtin_wasm_throw(0, thrown);
}

// Called where an exception arrives, with the number of the place; leaves what it selects in the context.
int __gxx_wasm_personality_v0(...) { return 0; }
int _Unwind_CallPersonality(void *thrown) {
  landing_pad &context = __wasm_lpad_context;
  header *h = header_of(thrown);
  context.selector = 0;
  const std::uint8_t *at = reinterpret_cast<const std::uint8_t *>(context.table);
  if (!at) return 0;
  const std::uint8_t *types = nullptr;
  if (*at++ != 0xFF) { /* where pads begin: not used */ uleb(at); }
  if (*at++ != 0xFF) { std::uintptr_t offset = uleb(at); types = at + offset; }
  at++; // numbers of sites are uleb128
  std::uintptr_t length = uleb(at);
  const std::uint8_t *actions = at + length;
  std::uintptr_t action = 0;
  for (const std::uint8_t *end = actions; at < end;) {
    std::uintptr_t pad = uleb(at);
    std::uintptr_t first = uleb(at);
    if (pad == context.index) { action = first; break; }
  }
  if (action == 0) return 0; // only cleaning up
  for (const std::uint8_t *record = actions + action - 1;;) {
    std::intptr_t filter = sleb(record);
    const std::uint8_t *here = record;
    std::intptr_t next = sleb(record);
    if (filter > 0 && types && takes(type_at(types, filter), h)) { context.selector = std::uintptr_t(filter); return 0; }
    if (next == 0) return 0;
    record = here + next;
  }
}

void *__cxa_begin_catch(void *thrown) {
  header *h = header_of(thrown);
  h->handlers = h->handlers < 0 ? -h->handlers + 1 : h->handlers + 1;
  if (caught != h) { h->next = caught; caught = h; }
  uncaught--;
  return h->adjusted;
}

void __cxa_end_catch() {
  header *h = caught;
  if (!h) return;
  if (h->handlers < 0) {
    if (++h->handlers == 0) caught = h->next;
  } else if (--h->handlers == 0) {
    caught = h->next;
    release(h);
  }
}

[[noreturn]] void __cxa_rethrow() {
  header *h = caught;
  if (!h) std::terminate();
  if (last != h) isapi_throws(); // else it is known where it came from
  last = h;
  h->handlers = -h->handlers;
  uncaught++;
  __builtin_wasm_throw(0, thrown_of(h));
}

void *__cxa_get_exception_ptr(void *thrown) { return header_of(thrown)->adjusted; }
std::type_info *__cxa_current_exception_type() { return caught ? const_cast<std::type_info *>(caught->type) : nullptr; }
void __cxa_call_unexpected(void *) { std::terminate(); }

} // extern "C"
