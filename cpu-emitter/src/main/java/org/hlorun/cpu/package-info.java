/** Programs as native code of this machine: the back end {@code cpu}. */
package org.hlorun.cpu;
