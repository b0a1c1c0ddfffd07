// The compiler from npm. Pinned: another one may give other bytes.

export const BUNDLE = '@yowasp/clang'
export const BUNDLE_VERSION = '22.0.0-git20542-10'
