"""Words that say nothing about a subject, by language; lower case, apostrophes straight."""

_ENGLISH = """
    a about after again all also am an and any are as at be because been but by can could did do does
    doing don't for from get got had has have he hello her here hey hi him his how i i'm i've if in is
    isn't it it's its just let like ll me more my no not now of off on one or our out please re really s
    she so some sorry such t than thank thanks that that's the their them then there these they this
    those to too up us ve very was we we're were what when where which who why will with would you
    you're your yours
"""
_PORTUGUESE = """
    ao aos as com como da das de do dos e ela ele em essa esse esta este eu foi isso isto já lhe mais
    mas me meu minha muito na nas no nos não o obrigada obrigado oi olá os ou para pela pelo por pra que
    se sem ser seu sua também tem um uma você vocês à é
"""
_GERMAN = """
    aber als am an auch auf aus bei bin bis bitte da danke das dass dein dem den der des die doch du ein
    eine einem einen einer er es euch für habe haben hallo hat ich ihr im in ist ja kann kein keine man
    mein mich mir mit nach nicht noch nur oder schon sein sich sie sind so um und uns unser von vor war
    was wenn wer wie wir wird zu zum zur über
"""
_SPANISH = """
    al como con del el ella ellos en es esa ese eso esta este esto está favor gracias han hay hola la
    las le les lo los mi mis muy más ni nos o para pero por porque que qué se si sin sobre su sus
    también te tu un una y ya yo
"""
_FRENCH = """
    au aux avec bonjour c'est ce ces cette dans de des du elle en est et il ils j'ai je l la le les leur
    lui ma mais me merci mes moi mon même n'est ne nos notre nous on ou où par pas plus pour qu que qui
    sa salut se ses si son sont sur ta te tes toi ton tu un une vos votre vous y à être
"""

STOPWORDS = frozenset(" ".join((_ENGLISH, _PORTUGUESE, _GERMAN, _SPANISH, _FRENCH)).split())
"""Of the five languages together: what means nothing in one of them is not a subject."""
