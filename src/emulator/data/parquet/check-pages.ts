import { crc32 } from "node:zlib";
import { type ChunkMetadata, hyparquet } from "./hyparquet.ts";

/**
 * Checks what the pages of a column say of themselves, because hyparquet believes it: a wrong count
 * would keep it busy for minutes. Where a page has a checksum, its bytes are checked too.
 * @throws Error if something is wrong
 */
export function checkPages(bytes: Buffer, meta: ChunkMetadata): void {
  const { parquetHeader } = hyparquet();
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
  const most = Number(meta.total_uncompressed_size);
  let values = 0;
  while (values < Number(meta.num_values)) {
    const header = parquetHeader(reader);
    const { compressed_page_size: size, uncompressed_page_size: unpacked, crc } = header;
    const counted = header.data_page_header ?? header.data_page_header_v2;
    const end = reader.offset + size;
    if (!(size >= 0 && end <= bytes.length && unpacked >= 0 && unpacked <= most))
      throw new Error("a page is larger than its column");
    if ((header.dictionary_page_header?.num_values ?? 0) > Math.max(unpacked, 0))
      throw new Error("a dictionary has more values than bytes");
    if (counted && !(counted.num_values >= 0)) throw new Error("a page has a negative length");
    if (crc !== undefined && crc32(bytes.subarray(reader.offset, end)) !== crc >>> 0)
      throw new Error("a page has another checksum");
    values += counted?.num_values ?? 0;
    reader.offset = end;
  }
  if (values !== Number(meta.num_values)) throw new Error("its pages have too many values");
}
