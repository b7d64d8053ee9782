/** Damaged inputs, by the thousand, for the readers of every format. */
package org.hlorun.language.mutation;
