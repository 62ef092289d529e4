#ifdef PIX_VECTORS
    static uint8_t prepared;
    if (!prepared) {
@steps@        prepared = 1;
    }
#endif
