"""What gets no answer: advertising, begging, abuse, other people's quarrels."""

ENTRIES: dict[str, str] = {
    "self_promotion": """
        subscribe, subscribe to me, subscribe to my, sub to my, sub for sub, sub4sub, check out my
        check out our, checkout my, check out this, check my, my channel, my youtube, my music, my stream
        my shop, my store, my etsy, my soundcloud, our channel, visit my, visit our website, follow me
        follow us, follow him, follow her, follow back, followers, add me, like my, please like
        like this comment, thumbs up if, watch my, come watch, come and watch, join my
        my playlist, this playlist, this stream, my page, our page, my new single, my band, my ebook
        my course, inscreva-se, se inscreve, meu canal, segue lá, me segue, sigam, abonniert, mein kanal
        meinen kanal, folgt mir, suscríbete, suscribanse, mi canal, sígueme, síganme, abonnez-vous
        ma chaîne, suivez-moi
    """,
    "spam": """
        giveaway, give away, win a free, free gift, gift card, free trial, sign up, click here
        click the link, click link, link in bio, dm for, whatsapp, telegram, promo code, promo
        discount code, coupon, use code, buy now, order now, shop now, book now, for sale, selling
        sell your, on sale, cheap, make money, earn money, from home, work from home, bitcoin, crypto
        invest, investor, forex, nft, airdrop, casino, betting, loan, loans, we're hiring, we are hiring
        hiring, apply now, job opening, vacancy, sign the petition, petition, sign this, donate, crowdfund*
        kickstarter, gofundme, please donate, is out, daily is out, download now, available now
        mixtape, in stores, online now, new single, etsyseller, onlyfans, hot girls, free download
        chance to win, to be entered, vote for, viagra, seo, guaranteed, limited offer
        best price, join now, play now, per week, sorteio, ganhe, compre já, link na bio, promoção, desconto
        renda extra, vendo, pix, gewinnspiel, rabatt, rabattcode, jetzt kaufen, verkaufe, stellenangebot
        gutschein, gutscheine, petition, sorteo, gana dinero, descuento, oferta, compra ya, vendo
        concours, gagnez, réduction, code promo
        achetez, à vendre, pétition, you've been selected, you have been selected, been chosen, been picked
        lucky winner, dear winner, claim your, claim now, your prize, your reward, dear friend, hello dear
        guaranteed profit, real followers, real likes, real fans, seo ranking, cheap price, low prices
        slots left, limited slots, limited places, limited spots, inbox me, message her, message him, text him
        thanks to mr, thanks to mrs, thanks to madam, thanks to coach, binary trade, bad credit, cash advance
        brand ambassador, promote it on, to be featured, passive income, trading group, empréstimo, sorteado
        sorteada, resgate, seguidores reais, lucro, préstamos entre, prêt entre, abonnés réels, tiré au sort
        gains garantis, seleccionado, seguidores reales, ganancias, ausgelost, privatkredit, ohne schufa
        echte follower
    """,
    "abuse": """
        idiot, idiots, moron, morons, retard*, loser, losers, stfu, shut up, kys, kill yourself, incel
        bitch, bitches, asshole, assholes, faggot*, dumbass, scum, nazi*, libtard*, snowflake*, cunt, dick
        pussy, nigga*, whore, slut, go to hell, fuck you, fuck off, ugly, trash human, subhuman, idiota
        idiotas, burro, burros, otário, vagabundo*, imbecil, cala a boca, arrombad*, idioten, vollidiot
        arschloch, halt die fresse, spast*, wichser, hurensohn, dumm, imbécil, pendejo*, pendejos, estúpido
        cabrón, cállate, hijo de puta, hijos de puta, maricón, connard*, connards, salope*, ta gueule
        enculé*, abruti*, imbécile*, crétin*
    """,
}
