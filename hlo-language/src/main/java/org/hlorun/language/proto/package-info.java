/**
 * Serialised programs: the protocol buffer messages of XLA's {@code hlo.proto} and {@code
 * xla_data.proto}, binary or as text. {@link org.hlorun.language.proto.HloProtoReader} and {@link
 * org.hlorun.language.proto.HloProtoWriter} are the entries; which field holds which attribute is
 * in {@code FieldTable}, one class per family of fields.
 *
 * <p>What a message says beyond the model (unknown fields, fields without counterpart, ids) is kept
 * beside the module, in {@code ProtoNotes}, as the difference between the message that was read and
 * the one that would be written for what was made of it; writing adds the difference again.
 */
package org.hlorun.language.proto;
