/** What runs PTX: a GPU through its driver, or the emulator. */
package org.hlorun.gpu.device;
