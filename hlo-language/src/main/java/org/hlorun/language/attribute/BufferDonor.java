package org.hlorun.language.attribute;

import org.hlorun.language.collection.LongList;

/** An entry of {@code buffer_donor}: the part of a parameter whose buffer may be reused. */
public record BufferDonor(long parameter, LongList parameterIndex) {}
