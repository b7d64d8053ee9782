/** Reading a program whatever its format. */
package org.hlorun.language.reader;
