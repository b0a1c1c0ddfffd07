// Filters that live on raw data, for when it is carried.

import { it } from 'vitest'

it.todo('UpCase of the SDK: what is under /uc/ comes in capitals (raw)')
it.todo('Flatcompression: text that clients take compressed is compressed (raw)')
it.todo('IISxpress: a compressed answer is kept and sent again (raw)')
