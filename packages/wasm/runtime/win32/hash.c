/* Hashes of CryptoAPI and of BCrypt. What is hashed is gathered here; the server makes the digest of it at the end. */

#include "win32.h"
#include <wincrypt.h>
#include <bcrypt.h>

extern int getentropy(void *, size_t);
/* The length of the digest; 0: the server must not. Without a secret its size is -1. See src/host/win32-imports.ts. */
HOST(Digest) int host_Digest(int algorithm, const void *secret, int secretSize, const void *data, DWORD size, void *digest);

static const struct hash_kind { ALG_ID id; const wchar_t *name; DWORD size; ULONG_PTR handle; } HASH_KINDS[] = {
  { CALG_MD5, L"MD5", 16, 0x21 }, { CALG_SHA1, L"SHA1", 20, 0x31 }, { CALG_SHA_256, L"SHA256", 32, 0x41 }, { CALG_SHA_384, L"SHA384", 48, 0x51 }, { CALG_SHA_512, L"SHA512", 64, 0x61 }
};
enum { HASH_COUNT = 5, HASH_OF_AES = 2, LONGEST_DIGEST = 64, HMAC_HANDLES = 0x70, HASH_MARK = 0x48415348, KEY_MARK = 0x4B455931, LONGEST_KEY = 32, NO_KIND = -1, PROVIDER_MARK = 0x50524F56, RNG_KIND = 5, OBJECT_SIZE = 256 };
struct hash_provider { DWORD mark, type; int kind, hmac; };
struct hash { DWORD mark; int kind, secretSize, reusable, done, hmac; BYTE *secret, *data; DWORD size, room; BYTE digest[LONGEST_DIGEST]; };

struct hash_key { DWORD mark, size; BYTE bytes[]; };

static struct hash_provider *provider_at(const void *handle) {
  struct hash_provider *provider = (struct hash_provider *)handle;
  return provider && provider->mark == PROVIDER_MARK ? provider : NULL;
}
static struct hash *hash_at(const void *handle) {
  struct hash *hash = (struct hash *)handle;
  return hash && hash->mark == HASH_MARK ? hash : NULL;
}
static struct hash_provider *new_provider(DWORD type, int kind, int hmac) {
  struct hash_provider *provider = calloc(1, sizeof *provider);
  if (provider) { provider->mark = PROVIDER_MARK; provider->type = type; provider->kind = kind; provider->hmac = hmac; }
  return provider;
}
static void free_hash(struct hash *hash) {
  hash->mark = 0;
  free(hash->data);
  free(hash->secret);
  free(hash);
}
static struct hash *new_hash(int kind, const void *secret, int secretSize) {
  struct hash *hash = calloc(1, sizeof *hash);
  if (!hash) return NULL;
  hash->mark = HASH_MARK;
  hash->kind = kind;
  hash->secretSize = secretSize;
  if (secretSize > 0 && !(hash->secret = malloc((size_t)secretSize))) { free_hash(hash); return NULL; }
  if (secretSize > 0) memcpy(hash->secret, secret, (size_t)secretSize);
  return hash;
}
static int add_to_hash(struct hash *hash, const void *data, DWORD size) {
  if (size > hash->room - hash->size) {
    DWORD room = hash->size + size + hash->size / 2 + 256;
    BYTE *more = room > hash->size ? realloc(hash->data, room) : NULL;
    if (!more) return 0;
    hash->data = more;
    hash->room = room;
  }
  if (size) memcpy(hash->data + hash->size, data, size);
  hash->size += size;
  return 1;
}
static int finish_hash(struct hash *hash) {
  if (!hash->done && !host_Digest(hash->kind, hash->secret, hash->secretSize, hash->data, hash->size, hash->digest)) return 0;
  hash->done = 1;
  return 1;
}

/* CryptoAPI. There are no containers of keys; whichever is asked for is an empty one. */
static BOOL acquire(HCRYPTPROV *out, DWORD type) {
  if (!out) return isapi_fail(ERROR_INVALID_PARAMETER);
  if (!type || type > 999) return isapi_fail((DWORD)NTE_BAD_PROV_TYPE);
  *out = (HCRYPTPROV)new_provider(type, 0, 0);
  return *out || isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
}
BOOL WINAPI CryptAcquireContextA(HCRYPTPROV *out, LPCSTR container, LPCSTR name, DWORD type, DWORD flags) {
  (void)container; (void)name;
  if (flags & CRYPT_DELETEKEYSET) { if (out) *out = 0; return TRUE; }
  return acquire(out, type);
}
BOOL WINAPI CryptAcquireContextW(HCRYPTPROV *out, LPCWSTR container, LPCWSTR name, DWORD type, DWORD flags) { (void)container; (void)name; return CryptAcquireContextA(out, NULL, NULL, type, flags); }
BOOL WINAPI CryptReleaseContext(HCRYPTPROV handle, DWORD flags) {
  struct hash_provider *provider = provider_at((void *)handle);
  if (!provider) return isapi_fail(ERROR_INVALID_PARAMETER);
  provider->mark = 0;
  free(provider);
  return !flags || isapi_fail((DWORD)NTE_BAD_FLAGS);
}
BOOL WINAPI CryptGenRandom(HCRYPTPROV handle, DWORD size, BYTE *buffer) {
  if (!provider_at((void *)handle) || !buffer) return isapi_fail(ERROR_INVALID_PARAMETER);
  for (DWORD done = 0; done < size; done += 256) if (getentropy(buffer + done, size - done < 256 ? size - done : 256)) return isapi_fail((DWORD)NTE_FAIL);
  return TRUE;
}
/* Keys are for HMAC alone: given as bytes, or made of a hash. */
static struct hash_key *key_at(HCRYPTKEY handle) {
  struct hash_key *key = (struct hash_key *)handle;
  return key && key->mark == KEY_MARK ? key : NULL;
}
static BOOL new_key(HCRYPTKEY *out, const void *bytes, DWORD size) {
  struct hash_key *key = calloc(1, sizeof *key + size);
  *out = (HCRYPTKEY)key;
  if (!key) return isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
  key->mark = KEY_MARK;
  key->size = size;
  memcpy(key->bytes, bytes, size);
  return TRUE;
}
BOOL WINAPI CryptImportKey(HCRYPTPROV handle, const BYTE *blob, DWORD length, HCRYPTKEY with, DWORD flags, HCRYPTKEY *out) {
  BLOBHEADER header;
  DWORD size;
  (void)with;
  if (!provider_at((void *)handle) || !blob || !out) return isapi_fail(ERROR_INVALID_PARAMETER);
  if (length < sizeof header + sizeof size) return isapi_fail((DWORD)NTE_BAD_DATA);
  memcpy(&header, blob, sizeof header);
  memcpy(&size, blob + sizeof header, sizeof size);
  if (header.bType != PLAINTEXTKEYBLOB) return isapi_fail((DWORD)NTE_BAD_TYPE);
  if (header.bVersion != CUR_BLOB_VERSION) return isapi_fail((DWORD)NTE_BAD_VER);
  if (GET_ALG_CLASS(header.aiKeyAlg) != ALG_CLASS_DATA_ENCRYPT) return isapi_fail((DWORD)NTE_BAD_ALGID);
  if (size > length - sizeof header - sizeof size || (header.aiKeyAlg == CALG_RC2 && size > 16 && !(flags & CRYPT_IPSEC_HMAC_KEY))) return isapi_fail((DWORD)NTE_BAD_DATA);
  return new_key(out, blob + sizeof header + sizeof size, size);
}
/* The length that keys of a cipher have; 0: it is none. */
static DWORD key_size(ALG_ID id, DWORD bits) {
  switch (id) {
    case CALG_RC2: case CALG_RC4: return bits ? bits / 8 : 16;
    case CALG_DES: return 8;
    case CALG_3DES_112: case CALG_AES_128: return 16;
    case CALG_3DES: case CALG_AES_192: return 24;
    case CALG_AES_256: return 32;
    default: return 0;
  }
}
BOOL WINAPI CryptDeriveKey(HCRYPTPROV handle, ALG_ID id, HCRYPTHASH from, DWORD flags, HCRYPTKEY *out) {
  struct hash *hash = hash_at((void *)from);
  DWORD size = key_size(id, flags >> 16), digest;
  BYTE bytes[2 * LONGEST_DIGEST], block[64];
  if (!provider_at((void *)handle) || !out) return isapi_fail(ERROR_INVALID_PARAMETER);
  if (!hash || hash->kind == NO_KIND) return isapi_fail((DWORD)NTE_BAD_HASH);
  if (!size) return isapi_fail((DWORD)NTE_BAD_ALGID);
  if (size > LONGEST_KEY) return isapi_fail((DWORD)NTE_BAD_FLAGS);
  if (!finish_hash(hash)) return isapi_fail((DWORD)NTE_FAIL);
  digest = HASH_KINDS[hash->kind].size;
  memcpy(bytes, hash->digest, digest);
  if (size > digest || (hash->kind < HASH_OF_AES && id != CALG_RC2 && id != CALG_RC4 && id != CALG_DES)) {
    for (int half = 0; half < 2; half++) {
      memset(block, half ? 0x5C : 0x36, sizeof block);
      for (DWORD i = 0; i < digest; i++) block[i] ^= hash->digest[i];
      if (!host_Digest(hash->kind, NULL, -1, block, sizeof block, bytes + half * digest)) return isapi_fail((DWORD)NTE_FAIL);
    }
  }
  return new_key(out, bytes, size);
}
BOOL WINAPI CryptDestroyKey(HCRYPTKEY handle) {
  struct hash_key *key = key_at(handle);
  if (!key) return isapi_fail(ERROR_INVALID_HANDLE);
  memset(key, 0, sizeof *key + key->size);
  free(key);
  return TRUE;
}
BOOL WINAPI CryptSetHashParam(HCRYPTHASH handle, DWORD which, const BYTE *value, DWORD flags) {
  struct hash *hash = hash_at((void *)handle);
  const HMAC_INFO *info = (const HMAC_INFO *)value;
  int kind = 0;
  (void)flags;
  if (!hash) return isapi_fail(ERROR_INVALID_HANDLE);
  if (!value) return isapi_fail(ERROR_INVALID_PARAMETER);
  if (hash->done || hash->size) return isapi_fail((DWORD)NTE_BAD_HASH_STATE);
  if (which == HP_HASHVAL && !hash->hmac) {
    memcpy(hash->digest, value, HASH_KINDS[hash->kind].size);
    hash->done = 1;
    return TRUE;
  }
  if (which != HP_HMAC_INFO || !hash->hmac) return isapi_fail((DWORD)NTE_BAD_TYPE);
  while (kind < HASH_COUNT && HASH_KINDS[kind].id != info->HashAlgid) kind++;
  /* Inner and outer strings of one's own are not there. */
  if (kind == HASH_COUNT || info->cbInnerString || info->cbOuterString) return isapi_fail((DWORD)NTE_BAD_ALGID);
  hash->kind = kind;
  return TRUE;
}
BOOL WINAPI CryptCreateHash(HCRYPTPROV handle, ALG_ID id, HCRYPTKEY key, DWORD flags, HCRYPTHASH *out) {
  struct hash_provider *provider = provider_at((void *)handle);
  int kind = 0;
  if (!provider || !out) return isapi_fail(ERROR_INVALID_PARAMETER);
  if (flags) return isapi_fail((DWORD)NTE_BAD_FLAGS);
  if (id == CALG_HMAC) {
    struct hash_key *secret = key_at(key);
    struct hash *hash = secret ? new_hash(NO_KIND, secret->bytes, (int)secret->size) : NULL;
    if (!secret) return isapi_fail((DWORD)NTE_BAD_KEY);
    *out = (HCRYPTHASH)hash;
    if (hash) hash->hmac = 1;
    return hash || isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
  }
  while (kind < HASH_COUNT && HASH_KINDS[kind].id != id) kind++;
  if (kind == HASH_COUNT || (kind >= HASH_OF_AES && provider->type != PROV_RSA_AES)) return isapi_fail((DWORD)NTE_BAD_ALGID);
  *out = (HCRYPTHASH)new_hash(kind, NULL, -1);
  return *out || isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
}
BOOL WINAPI CryptHashData(HCRYPTHASH handle, const BYTE *data, DWORD size, DWORD flags) {
  struct hash *hash = hash_at((void *)handle);
  (void)flags;
  if (!hash) return isapi_fail(ERROR_INVALID_HANDLE);
  if (hash->done || hash->kind == NO_KIND) return isapi_fail((DWORD)NTE_BAD_HASH_STATE);
  return add_to_hash(hash, data, size) || isapi_fail(ERROR_NOT_ENOUGH_MEMORY);
}
BOOL WINAPI CryptGetHashParam(HCRYPTHASH handle, DWORD which, BYTE *out, DWORD *size, DWORD flags) {
  struct hash *hash = hash_at((void *)handle);
  static const ALG_ID of_hmac = CALG_HMAC;
  const void *value;
  DWORD needed, given;
  (void)flags;
  if (!hash) return isapi_fail(ERROR_INVALID_HANDLE);
  if (!size) return isapi_fail(ERROR_INVALID_PARAMETER);
  if (hash->kind == NO_KIND) return isapi_fail((DWORD)NTE_BAD_HASH_STATE);
  switch (which) {
    case HP_ALGID: value = hash->hmac ? &of_hmac : &HASH_KINDS[hash->kind].id; needed = sizeof(ALG_ID); break;
    case HP_HASHSIZE: value = &HASH_KINDS[hash->kind].size; needed = sizeof(DWORD); break;
    case HP_HASHVAL: value = hash->digest; needed = HASH_KINDS[hash->kind].size; break;
    default: return isapi_fail((DWORD)NTE_BAD_TYPE);
  }
  given = *size;
  *size = needed;
  if (!out) return TRUE;
  if (given < needed) return isapi_fail(ERROR_MORE_DATA);
  if (which == HP_HASHVAL && !finish_hash(hash)) return isapi_fail((DWORD)NTE_FAIL);
  memcpy(out, value, needed);
  return TRUE;
}
BOOL WINAPI CryptDestroyHash(HCRYPTHASH handle) {
  struct hash *hash = hash_at((void *)handle);
  if (!hash) return isapi_fail(ERROR_INVALID_HANDLE);
  free_hash(hash);
  return TRUE;
}

/* BCrypt. Handles of algorithms may be made, or be one of its constants. */
#define STATUS_OF(code) ((NTSTATUS)(code))
enum { BAD_HANDLE = 0xC0000008, BAD_PARAMETER = 0xC000000D, NO_MEMORY = 0xC0000017, TOO_SMALL = 0xC0000023, NOT_SUPPORTED = 0xC00000BB, NOT_FOUND = 0xC0000225, UNSUCCESSFUL = 0xC0000001 };
static int algorithm_of(BCRYPT_ALG_HANDLE handle, int *hmac) {
  struct hash_provider *provider;
  *hmac = 0;
  for (int kind = 0; kind < HASH_COUNT; kind++) {
    if ((ULONG_PTR)handle == HASH_KINDS[kind].handle) return kind;
    if ((ULONG_PTR)handle == HASH_KINDS[kind].handle + HMAC_HANDLES) { *hmac = 1; return kind; }
  }
  provider = (ULONG_PTR)handle > 0x1000 ? provider_at(handle) : NULL;
  if (!provider || provider->kind == RNG_KIND) return -1;
  *hmac = provider->hmac;
  return provider->kind;
}
NTSTATUS WINAPI BCryptOpenAlgorithmProvider(BCRYPT_ALG_HANDLE *out, LPCWSTR name, LPCWSTR implementation, ULONG flags) {
  int kind = 0;
  (void)implementation;
  if (!out || !name) return STATUS_OF(BAD_PARAMETER);
  while (kind < HASH_COUNT && wcscmp(HASH_KINDS[kind].name, name)) kind++;
  if (kind == HASH_COUNT && wcscmp(name, BCRYPT_RNG_ALGORITHM)) { *out = NULL; return STATUS_OF(NOT_FOUND); }
  *out = new_provider(0, kind, (flags & BCRYPT_ALG_HANDLE_HMAC_FLAG) != 0);
  return *out ? 0 : STATUS_OF(NO_MEMORY);
}
NTSTATUS WINAPI BCryptCloseAlgorithmProvider(BCRYPT_ALG_HANDLE handle, ULONG flags) {
  struct hash_provider *provider = (ULONG_PTR)handle > 0x1000 ? provider_at(handle) : NULL;
  (void)flags;
  if (!provider) return STATUS_OF(BAD_HANDLE);
  provider->mark = 0;
  free(provider);
  return 0;
}
NTSTATUS WINAPI BCryptGetProperty(BCRYPT_HANDLE handle, LPCWSTR name, PUCHAR out, ULONG room, ULONG *size, ULONG flags) {
  int hmac, kind = hash_at((ULONG_PTR)handle > 0x1000 ? handle : NULL) ? hash_at(handle)->kind : algorithm_of(handle, &hmac);
  DWORD value;
  (void)flags;
  if (!name || !size) return STATUS_OF(BAD_PARAMETER);
  if (kind < 0) return STATUS_OF(provider_at(handle) ? NOT_SUPPORTED : BAD_HANDLE);
  if (!wcscmp(name, BCRYPT_OBJECT_LENGTH)) value = OBJECT_SIZE;
  else if (!wcscmp(name, BCRYPT_HASH_LENGTH)) value = HASH_KINDS[kind].size;
  else return STATUS_OF(NOT_SUPPORTED);
  *size = sizeof value;
  if (!out) return 0;
  if (room < sizeof value) return STATUS_OF(TOO_SMALL);
  memcpy(out, &value, sizeof value);
  return 0;
}
NTSTATUS WINAPI BCryptCreateHash(BCRYPT_ALG_HANDLE algorithm, BCRYPT_HASH_HANDLE *out, PUCHAR object, ULONG objectSize, PUCHAR secret, ULONG secretSize, ULONG flags) {
  int hmac, kind = algorithm_of(algorithm, &hmac);
  struct hash *hash;
  if (kind < 0) return STATUS_OF(BAD_HANDLE);
  if (!out || (secretSize && (!secret || !hmac))) return STATUS_OF(BAD_PARAMETER);
  if (object && objectSize < OBJECT_SIZE) return STATUS_OF(TOO_SMALL);
  hash = new_hash(kind, secret, hmac ? (int)secretSize : -1);
  if (!hash) return STATUS_OF(NO_MEMORY);
  hash->reusable = (flags & BCRYPT_HASH_REUSABLE_FLAG) != 0;
  *out = hash;
  return 0;
}
NTSTATUS WINAPI BCryptHashData(BCRYPT_HASH_HANDLE handle, PUCHAR data, ULONG size, ULONG flags) {
  struct hash *hash = hash_at(handle);
  (void)flags;
  if (!hash || hash->done) return STATUS_OF(BAD_HANDLE);
  return add_to_hash(hash, data, size) ? 0 : STATUS_OF(NO_MEMORY);
}
NTSTATUS WINAPI BCryptFinishHash(BCRYPT_HASH_HANDLE handle, PUCHAR out, ULONG size, ULONG flags) {
  struct hash *hash = hash_at(handle);
  (void)flags;
  if (!hash || hash->done) return STATUS_OF(BAD_HANDLE);
  if (!out || size != HASH_KINDS[hash->kind].size) return STATUS_OF(BAD_PARAMETER);
  if (!finish_hash(hash)) return STATUS_OF(UNSUCCESSFUL);
  memcpy(out, hash->digest, size);
  if (hash->reusable) hash->done = 0, hash->size = 0;
  return 0;
}
NTSTATUS WINAPI BCryptDestroyHash(BCRYPT_HASH_HANDLE handle) {
  struct hash *hash = hash_at(handle);
  if (!hash) return STATUS_OF(BAD_HANDLE);
  free_hash(hash);
  return 0;
}
NTSTATUS WINAPI BCryptHash(BCRYPT_ALG_HANDLE algorithm, PUCHAR secret, ULONG secretSize, PUCHAR data, ULONG size, PUCHAR out, ULONG outSize) {
  BCRYPT_HASH_HANDLE hash;
  NTSTATUS status = BCryptCreateHash(algorithm, &hash, NULL, 0, secret, secretSize, 0);
  if (status) return status;
  status = BCryptHashData(hash, data, size, 0);
  if (!status) status = BCryptFinishHash(hash, out, outSize, 0);
  BCryptDestroyHash(hash);
  return status;
}
